/** Request bodies: read without a thread that waits, bounded in size and time, decoded; what is refused is heard out. */
package dev.talaria.api.http.body;
