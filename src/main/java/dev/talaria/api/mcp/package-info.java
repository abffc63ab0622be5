/** The Model Context Protocol: tools of this server for other programs, over stateless streamable HTTP. */
@NullMarked
package dev.talaria.api.mcp;

import org.jspecify.annotations.NullMarked;
