/** What was used, by whom, and what it cost: counted in the commit of each turn. Budgets, and the last use of API keys. */
@NullMarked
package dev.talaria.usage;

import org.jspecify.annotations.NullMarked;
