package dev.talaria.api.http.request.coding;

/** Invalid compressed bytes; the message says why, after "it is not valid gzip: ". */
final class InflationFault extends Exception {
    private static final long serialVersionUID = 1L;

    InflationFault(String why) {
        super(why);
    }

    static InflationFault cutShort() {
        return new InflationFault("it is truncated");
    }

    static InflationFault corrupt() {
        return new InflationFault("it is corrupt");
    }

    static InflationFault trailing() {
        return new InflationFault("there are bytes after its end");
    }
}
