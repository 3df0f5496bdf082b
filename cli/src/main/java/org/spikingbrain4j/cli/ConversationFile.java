package org.spikingbrain4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.spikingbrain4j.tokenizer.ChatMessage;

/** A conversation as {@code {"messages": [{"role", "content"}, …]}}, as OpenAI's API takes it. */
final class ConversationFile {
    private ConversationFile() {}

    /**
     * @throws InputException where the file exists or cannot be written
     */
    static void write(String file, List<ChatMessage> messages) {
        Json json = new Json();
        var node = json.object();
        ArrayNode list = node.putArray("messages");
        messages.forEach(message -> list.addObject().put("role", message.role()).put("content", message.content()));
        try {
            Files.writeString(Path.of(file), json.text(node), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new InputException(file + ": exists already; choose another name", e);
        } catch (InvalidPathException e) {
            throw new InputException("/save: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new InputException(Failure.reason(e), e);
        }
    }
}
