package org.spikingbrain4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.spikingbrain4j.inference.TextModel;
import org.spikingbrain4j.operators.Backend;
import org.spikingbrain4j.server.ActivityMeter;
import org.spikingbrain4j.server.ServerOptions;
import org.spikingbrain4j.server.SpikingBrainServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers over HTTP until it is stopped. */
@Command(
        name = "serve",
        description = {
            "Serves a model over HTTP with OpenAI's API, and a web page to talk to it; ends with Ctrl-C or a TERM signal.",
            "It listens to this machine only unless --host says otherwise, and logs a line of JSON per request, without texts.",
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  ./spikingbrain serve",
            "  ./spikingbrain serve --port 9000 --memories /var/lib/spikingbrain",
            "  SPIKINGBRAIN_API_KEYS=secret ./spikingbrain serve --host 0.0.0.0 --tls-certificate cert.pem --tls-key key.pem",
        })
final class ServeCommand implements Callable<Integer> {
    /** Helidon tells of every port it opens. The reference keeps the level: loggers that nobody holds are forgotten. */
    private static final Logger WEB_SERVER = Logger.getLogger("io.helidon");

    @Mixin
    private ModelFlags model;

    @Option(
            names = "--model-name",
            paramLabel = "NAME",
            description = "Under which requests ask for the model. Default: the name of its folder.")
    private String modelName;

    @Mixin
    private ListenFlags listen;

    @Mixin
    private ServeLimitFlags limits;

    @Option(
            names = "--memories",
            paramLabel = "DIR",
            description =
                    "Folder in which documents that were read are kept; made where it is missing. Default: none are.")
    private Path memories;

    @Option(names = "--no-access-log", description = "Do not log requests.")
    private boolean noAccessLog;

    @Mixin
    private RuntimeFlags runtime;

    @Mixin
    private OutputFlags output;

    @Override
    public Integer call() throws InterruptedException {
        Console console = output.console();
        WEB_SERVER.setLevel(Level.WARNING);
        Path directory = model.directory();
        ServerOptions options = options(directory);
        CountDownLatch stopped = new CountDownLatch(1);
        ActivityMeter meter = new ActivityMeter();
        try (Backend backend = meter.over(runtime.open());
                TextModel textModel = TextModel.open(directory, backend, model.options());
                Interrupt _ = Interrupt.ending(stopped::countDown);
                SpikingBrainServer server =
                        SpikingBrainServer.start(textModel, options, meter, console.err()::println)) {
            console.note(StartLine.of(directory, textModel.model(), backend));
            console.println(server.uri().toString());
            stopped.await();
            console.note("closing: answers under way have %d s"
                    .formatted(options.timeouts().shutdown().toSeconds()));
        }
        return ExitCode.OK;
    }

    private ServerOptions options(Path directory) {
        ServerOptions.Builder options = ServerOptions.builder(modelName == null ? name(directory) : modelName)
                .accessLog(!noAccessLog);
        listen.apply(options);
        limits.apply(options);
        if (memories != null) {
            options.memories(memories);
        }
        return SamplingFlags.namingFlags(options::build);
    }

    /** The bundled model's folder has a name for developers. */
    private String name(Path directory) {
        return model.bundled() ? "spikingbrain" : StartLine.name(directory);
    }
}
