package org.spikingbrain4j.server;

import org.spikingbrain4j.inference.ResponseFormat;

/** The field {@code response_format}: what an answer must look like. */
final class FormatFields {
    private FormatFields() {}

    /**
     * @throws ApiException where it is not as it must be
     */
    static ResponseFormat read(Fields fields) {
        return fields.object("response_format").map(FormatFields::format).orElseGet(ResponseFormat.Text::new);
    }

    private static ResponseFormat format(Fields format) {
        String type = format.requiredString("type");
        ResponseFormat read = switch (type) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> schema(Fields.of(format.required("json_schema"), format.path("json_schema")));
            default -> throw format.invalid("type", "text, json_object or json_schema", type);
        };
        format.finish();
        return read;
    }

    /** Name and description are for the caller, {@code strict} asks for what holds anyway. */
    private static ResponseFormat schema(Fields schema) {
        schema.requiredString("name");
        schema.string("description");
        schema.flag("strict", false);
        ResponseFormat read =
                new ResponseFormat.JsonSchema(ToolFields.schema(schema.path("schema"), schema.required("schema")));
        schema.finish();
        return read;
    }
}
