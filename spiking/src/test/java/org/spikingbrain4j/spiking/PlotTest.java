package org.spikingbrain4j.spiking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.spikingbrain4j.spiking.SpikeStatisticsTest.histogram;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikingbrain4j.operators.SpikingBrainException;

class PlotTest {
    @TempDir
    private Path folder;

    /** Every neuron spikes in every second step, with a sign of its own: as much blue as orange, none left out. */
    @ParameterizedTest
    @CsvSource({"1,1", "2,3", "18,3", "192,128", "40,2000"})
    void rasterShowsEverySpike(int steps, int neurons) throws IOException {
        SpikeTrain train = SpikeTrain.of(steps, neurons, (step, neuron) -> step % 2 == 0 ? neuron % 2 * -2 + 1 : 0);
        BufferedImage image = png(SpikeRaster.of("title", train));
        double blue = pixels(image, PlotStyle.BLUE);
        double orange = pixels(image, PlotStyle.ORANGE);
        long negative = (long) Math.ceilDiv(steps, 2) * (neurons / 2);
        if (negative > 0 && neurons < 1000) {
            assertThat(blue / orange).isCloseTo((double) (train.spikeCount() - negative) / negative, within(0.5));
        }
        if (neurons < 1000) {
            double area = (double) image.getWidth() * image.getHeight();
            assertThat((blue + orange) / area).isBetween(0.1, 0.8);
        }
    }

    @Test
    void rasterOfCountsPutsTokensOneAfterTheOther() {
        SpikeRaster raster = SpikeRaster.of("title", new int[][] {{1, -2}, {5, 0}}, SpikeCoding.BITWISE_BIDIRECTIONAL);
        int[][] expected = {{0, 0}, {0, -1}, {1, 0}, {1, 0}, {0, 0}, {1, 0}};
        assertThat(raster.stepsPerToken()).isEqualTo(3);
        assertThat(raster.train()).isEqualTo(SpikeTrain.of(6, 2, (step, neuron) -> expected[step][neuron]));
    }

    @Test
    void neuronsAreNumberedAsInTheModel() throws IOException {
        SpikeRaster raster = SpikeRaster.of("title", SpikeCoding.TERNARY.encode(new int[60], 1));
        assertThat(svg(raster.withFirstNeuron(7000))).isNotEqualTo(svg(raster));
        assertThat(svg(raster.withFirstNeuron(0))).isEqualTo(svg(raster));
    }

    private String svg(SpikeRaster raster) throws IOException {
        Path file = folder.resolve("raster.svg");
        raster.write(file);
        return Files.readString(file);
    }

    @Test
    void silenceCanBeDrawn() {
        SpikeRaster.of("silence", new int[2][3], SpikeCoding.TERNARY).write(folder.resolve("silence.svg"));
        new CountHistogramPlot("silence", histogram(0)).write(folder.resolve("histogram.svg"));
        assertThat(folder.resolve("silence.svg")).isNotEmptyFile();
        assertThat(folder.resolve("histogram.svg")).isNotEmptyFile();
    }

    @Test
    void refusesWhatIsNoRaster() {
        assertThatThrownBy(() -> SpikeRaster.of("t", new int[0][], SpikeCoding.TERNARY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SpikeRaster.of("t", new int[][] {{1}, {1, 2}}, SpikeCoding.TERNARY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 and 2 channels");
        assertThatThrownBy(() -> new SpikeRaster("t", SpikeCoding.TERNARY.encode(new int[] {5}), 2, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CountHistogramPlot("t", new SpikeHistogram()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void histogramColoursThePartsOfTheReport() throws IOException {
        Path file = folder.resolve("counts.PNG");
        new CountHistogramPlot("title", histogram(0, 0, 1, 2, 3, -7, 9, 16, 17, 384)).write(file);
        BufferedImage image = ImageIO.read(file.toFile());
        for (Color color : new Color[] {PlotStyle.GRAY, PlotStyle.BLUE, PlotStyle.ORANGE, PlotStyle.RED}) {
            assertThat(pixels(image, color)).isGreaterThan(1000);
        }
    }

    /** The size of a raster the command line draws; it must stay a page, not a catalogue of marks. */
    @Test
    void svgIsWellFormedAndSmall() throws Exception {
        Random random = new Random(7);
        int[][] counts = new int[64][128];
        for (int[] token : counts) {
            for (int i = 0; i < token.length; i++) {
                token[i] = random.nextInt(-7, 8);
            }
        }
        Path file = folder.resolve("raster.svg");
        SpikeRaster.of("a < b & c", counts, SpikeCoding.BITWISE_BIDIRECTIONAL).write(file);
        assertThat(Files.size(file)).isLessThan(1_000_000);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        assertThat(factory.newDocumentBuilder()
                        .parse(file.toFile())
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raster.jpg", "raster", "xpng", "raster.png.txt"})
    void otherFormatsAreErrors(String name) {
        SpikeRaster raster = SpikeRaster.of("title", SpikeCoding.TERNARY.encode(new int[] {1}));
        assertThatThrownBy(() -> raster.write(folder.resolve(name)))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(".png or .svg");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatIsNotThereIsAnError() {
        SpikeRaster raster = SpikeRaster.of("title", SpikeCoding.TERNARY.encode(new int[] {1}));
        assertThatThrownBy(() -> raster.write(folder.resolve("absent/raster.png")))
                .isInstanceOf(SpikingBrainException.class)
                .hasMessageContaining("cannot write");
    }

    private BufferedImage png(SpikeRaster raster) throws IOException {
        Path file = folder.resolve("raster.png");
        raster.write(file);
        return ImageIO.read(file.toFile());
    }

    private static long pixels(BufferedImage image, Color color) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return IntStream.of(pixels).filter(pixel -> pixel == color.getRGB()).count();
    }
}
