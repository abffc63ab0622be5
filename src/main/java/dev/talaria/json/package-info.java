/**
 * JSON in and out. {@link dev.talaria.json.Json} is the only user of the JSON-P provider and {@link dev.talaria.json.Records} of JSON-B,
 * of which others know the annotations alone; {@link dev.talaria.json.JsonBody} reads untrusted bodies and knows the path of every fault,
 * {@link dev.talaria.json.StoredJson} knows the versions of what stores keep as JSON. Everybody may call it.
 */
@NullMarked
package dev.talaria.json;

import org.jspecify.annotations.NullMarked;
