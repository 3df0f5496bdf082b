package org.spikingbrain4j.cpu;

/** Activations as the matrix product reads them: tiles of rows, [tiles, columns, tileRows]. */
final class ActivationTiles {
    private final Rows x;
    private final int rows;
    private final int columns;
    private final int height;
    private final int count;
    private final Rows packed;

    /** @param height rows of a tile */
    ActivationTiles(Rows x, int rows, int columns, int height, ScratchArena scratch) {
        this.x = x;
        this.rows = rows;
        this.columns = columns;
        this.height = height;
        this.count = Math.ceilDiv(rows, height);
        this.packed = scratch.allocate(count, columns * height).matrix();
    }

    int count() {
        return count;
    }

    float[] array() {
        return packed.array();
    }

    /** Where the columns of a tile begin that follow column {@code column}. */
    int at(int tile, int column) {
        return packed.at(tile, column * height);
    }

    void pack(Parallel pool) {
        pool.run(count, (tile, worker) -> packTile(tile));
    }

    // Rows beyond the last are zeros: the kernels know no partial tiles.
    private void packTile(int tile) {
        for (int r = 0; r < height; r++) {
            int row = tile * height + r;
            int to = packed.at(tile, r);
            if (row < rows) {
                spread(x.array(), x.at(row, 0), to);
            } else {
                clear(to);
            }
        }
    }

    private void spread(float[] from, int fromOffset, int to) {
        for (int k = 0; k < columns; k++) {
            packed.array()[to + k * height] = from[fromOffset + k];
        }
    }

    private void clear(int from) {
        for (int k = 0; k < columns; k++) {
            packed.array()[from + k * height] = 0;
        }
    }
}
