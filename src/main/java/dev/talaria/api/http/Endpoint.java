package dev.talaria.api.http;

import java.util.List;

/** A set of routes that belong together; registered once, before the first request. */
public interface Endpoint {
    List<Route> routes();
}
