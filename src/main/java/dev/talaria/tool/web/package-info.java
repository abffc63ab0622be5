/**
 * Reads pages of the public web for the model. Which addresses may be connected is decided by the resolver that the connections themselves
 * use, so that no name can mean one address when it is checked and another when it is connected.
 */
@NullMarked
package dev.talaria.tool.web;

import org.jspecify.annotations.NullMarked;
