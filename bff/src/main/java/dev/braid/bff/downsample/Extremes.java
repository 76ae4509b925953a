package dev.braid.bff.downsample;

/** Where a range of finite values has its lowest and its highest one, the earliest of equals. */
final class Extremes {

    private Extremes() {}

    static int lowest(double[] value, int from, int to) {
        int lowest = from;
        for (int index = from + 1; index < to; index++) {
            if (value[index] < value[lowest]) {
                lowest = index;
            }
        }
        return lowest;
    }

    static int highest(double[] value, int from, int to) {
        int highest = from;
        for (int index = from + 1; index < to; index++) {
            if (value[index] > value[highest]) {
                highest = index;
            }
        }
        return highest;
    }
}
