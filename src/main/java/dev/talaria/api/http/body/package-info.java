/** Request bodies: read without a waiting thread, bounded in size and time, and decoded; rejected ones are drained. */
package dev.talaria.api.http.body;
