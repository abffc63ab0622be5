/** Skills: folders of instructions that an operator lays down, and that the model reads when it needs them. */
@NullMarked
package dev.talaria.tool.skill;

import org.jspecify.annotations.NullMarked;
