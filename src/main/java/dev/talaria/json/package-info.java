/**
 * JSON reading and writing. Only {@link dev.talaria.json.Json} uses the JSON-P provider and only {@link dev.talaria.json.Records} uses
 * JSON-B, of which other packages use the annotations. {@link dev.talaria.json.JsonBody} reads untrusted bodies and knows the path of every
 * fault, {@link dev.talaria.json.StoredJson} knows the versions of stored documents. Every package may call it.
 */
@NullMarked
package dev.talaria.json;

import org.jspecify.annotations.NullMarked;
