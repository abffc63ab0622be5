package dev.talaria.api.http;

import java.util.List;

/** A group of related routes; registered once, before the first request. */
public interface Endpoint {
    List<Route> routes();
}
