/**
 * The client of MCP servers, whose tools are offered to the model beside the server's own. Each server of the operator's file has one
 * connection, by streamable HTTP or to a process of its own, which is built anew whenever it is lost. No server delays the start or
 * costs another one's tools.
 */
@NullMarked
package dev.talaria.tool.mcp;

import org.jspecify.annotations.NullMarked;
