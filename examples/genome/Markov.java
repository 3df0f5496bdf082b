package examples.genome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The baseline: bits per base of Markov models of order 12. One learns from the first 80 % of a genome and stops, one goes on.
 * Both predict every base before they learn from it. How much shorter contexts count is chosen within the first 80 %.
 * {@code java Markov.java genome.fna.gz out.csv} writes means of 10,000 bases.
 */
final class Markov {
    private static final int ORDER = 12;
    static final int WINDOW = 10_000;
    private static final double[] STRENGTHS = {16, 32, 64, 128, 256, 512};

    private final String genome;
    private final int learned;

    private Markov(String genome) {
        this.genome = genome;
        this.learned = Genome.learned(genome.length());
    }

    public static void main(String[] arguments) throws IOException {
        new Markov(Genome.read(Path.of(arguments[0]))).compare(Path.of(arguments[1]));
    }

    private void compare(Path csv) throws IOException {
        double strength = strength();
        System.out.printf(
                "bits per base of the last 20 %%, %,d bases; a = %.0f%n", genome.length() - learned, strength);
        double[] one = new double[genome.length()];
        double[] both = new double[genome.length()];
        double[] adaptive = new double[genome.length()];
        report("learned from the first 80 %", run(new ContextMixture(ORDER, strength, false), learned, one), one);
        double[] orders = run(new ContextMixture(ORDER, strength, true), learned, both);
        report("the same, both strands", orders, both);
        report(
                "learning on, both strands",
                run(new ContextMixture(ORDER, strength, true), genome.length(), adaptive),
                adaptive);
        List<String> lines = new ArrayList<>(List.of("start,markov,markov_adaptive,end"));
        for (int start = 0; start < genome.length(); start += WINDOW) {
            int end = Math.min(start + WINDOW, genome.length());
            lines.add("%d,%.4f,%.4f,%d".formatted(start, mean(both, start, end), mean(adaptive, start, end), end));
        }
        Files.write(csv, lines);
    }

    /** The best for the last fifth of what is learned, by what is before it. */
    private double strength() {
        int most = learned * 4 / 5;
        double best = Double.POSITIVE_INFINITY;
        double chosen = 0;
        for (double strength : STRENGTHS) {
            double[] bits = new double[learned];
            run(new ContextMixture(ORDER, strength, true), most, bits);
            double found = mean(bits, most, learned);
            if (found < best) {
                best = found;
                chosen = strength;
            }
        }
        return chosen;
    }

    private void report(String name, double[] orders, double[] bits) {
        System.out.printf("%-28s order 12: %.4f;", name, mean(bits, learned, genome.length()));
        for (int k = 2; k <= ORDER; k += 2) {
            System.out.printf(" %d: %.4f", k, orders[k]);
        }
        System.out.println();
    }

    /**
     * Reads as much as there are places for bits, and learns up to a position.
     *
     * @param bits of each base, of the largest order; 0 for other letters
     * @return mean bits behind what is learned once and for all, by order
     */
    private double[] run(ContextMixture model, int learns, double[] bits) {
        double[] byOrder = new double[ORDER + 1];
        double[] sums = new double[ORDER + 1];
        int counted = 0;
        for (int i = 0; i < bits.length; i++) {
            int base = Genome.BASES.indexOf(genome.charAt(i));
            if (base >= 0) {
                model.bits(base, byOrder);
                bits[i] = byOrder[ORDER];
            }
            if (base >= 0 && i >= learned) {
                counted++;
                for (int k = 0; k <= ORDER; k++) {
                    sums[k] += byOrder[k];
                }
            }
            model.next(base, i < learns);
        }
        for (int k = 0; k <= ORDER; k++) {
            sums[k] /= Math.max(1, counted);
        }
        return sums;
    }

    private static double mean(double[] bits, int start, int end) {
        double sum = 0;
        int counted = 0;
        for (int i = start; i < end; i++) {
            sum += bits[i];
            counted += bits[i] > 0 ? 1 : 0;
        }
        return sum / Math.max(1, counted);
    }
}
