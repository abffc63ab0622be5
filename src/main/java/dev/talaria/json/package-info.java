/**
 * JSON in and out. {@link dev.talaria.json.Json} is the only user of JSON-B and of the JSON-P provider, {@link dev.talaria.json.JsonBody}
 * reads untrusted bodies and knows the path of every fault,
 * {@link dev.talaria.json.StoredJson} knows the versions of what stores keep as JSON. Everybody may call it.
 */
package dev.talaria.json;
