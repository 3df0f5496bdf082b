package org.spikingbrain4j.benchmarks.longcontext;

import java.util.List;

/**
 * Seconds a·n + b·n² of reading n tokens, fitted by least squares of the relative error, neither term negative.
 *
 * @param linear a, seconds
 * @param quadratic b, seconds
 */
record QuadraticFit(double linear, double quadratic) {
    /** A measured point. */
    record Point(double tokens, double seconds) {}

    /** @throws IllegalArgumentException where there are fewer than two different lengths */
    static QuadraticFit of(List<Point> points) {
        if (points.stream().mapToDouble(Point::tokens).distinct().count() < 2) {
            throw new IllegalArgumentException("a fit of two terms needs points of two lengths, found " + points);
        }
        // Of each point: u = n / t and w = n² / t, so that the sum of (a·u + b·w - 1)² is to become least.
        double uu = 0;
        double uw = 0;
        double ww = 0;
        double u1 = 0;
        double w1 = 0;
        for (Point point : points) {
            double u = point.tokens / point.seconds;
            double w = point.tokens * u;
            uu += u * u;
            uw += u * w;
            ww += w * w;
            u1 += u;
            w1 += w;
        }
        double determinant = uu * ww - uw * uw;
        double a = (u1 * ww - w1 * uw) / determinant;
        double b = (w1 * uu - u1 * uw) / determinant;
        if (a < 0) {
            return new QuadraticFit(0, w1 / ww);
        }
        return b < 0 ? new QuadraticFit(u1 / uu, 0) : new QuadraticFit(a, b);
    }

    /** Seconds of a length. */
    double at(double tokens) {
        return linear * tokens + quadratic * tokens * tokens;
    }

    /** By which share of itself the measured point lies above the fit. */
    double residual(Point point) {
        return (point.seconds - at(point.tokens)) / point.seconds;
    }
}
