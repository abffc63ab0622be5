/** The static files of the console: which paths name one, and the servlet that serves them. */
@NullMarked
package dev.talaria.api.http.site;

import org.jspecify.annotations.NullMarked;
