package org.spikingbrain4j.training;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.spikingbrain4j.model.ExpertLoad;

/** The steps of a training, a line of JSON each. A resumed training cuts off what it does again. */
final class MetricsLog {
    private final Path file;
    private final JsonMapper mapper = JsonMapper.builder().build();

    MetricsLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    void append(TrainingProgress progress) {
        ObjectNode line = mapper.createObjectNode();
        line.put("stage", progress.stage());
        line.put("step", progress.step());
        line.put("loss", progress.loss());
        line.put("gradient_norm", progress.gradientNorm());
        line.put("learning_rate", progress.learningRate());
        progress.heldOut().ifPresent(value -> line.put("held_out", value));
        line.put("tokens_per_second", progress.tokensPerSecond());
        append(line, progress.routers(), progress.heldOut().isPresent());
        append(line);
    }

    /** The shares of all experts are long: they are in the lines that measure held-out text, too. */
    private static void append(ObjectNode line, RouterLoad routers, boolean shares) {
        routers.meanBalanceLoss().ifPresent(loss -> line.put("router_balance_loss", loss));
        if (shares && routers.routings() > 0) {
            ArrayNode mixtures = line.putArray("expert_shares");
            for (ExpertLoad load : routers.mixtures()) {
                ArrayNode experts = mixtures.addArray();
                IntStream.range(0, load.experts()).mapToDouble(load::share).forEach(experts::add);
            }
        }
    }

    /** What a training begins from, as step 0. */
    void appendBeginning(String stage, double heldOut, OptionalDouble teacher) {
        ObjectNode line = mapper.createObjectNode();
        line.put("stage", stage);
        line.put("step", 0);
        line.put("held_out", heldOut);
        teacher.ifPresent(value -> line.put("teacher_held_out", value));
        append(line);
    }

    private void append(ObjectNode line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    long length() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void truncate(long length) {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private TrainingException failure(IOException e) {
        return new TrainingException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
    }
}
