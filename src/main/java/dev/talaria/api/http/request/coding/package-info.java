/** Content codings of request bodies: which one a request names, and decoding that is bounded by its output. */
package dev.talaria.api.http.request.coding;
