/** How the container tests save time: an extension of Arquillian and an order of test classes. No test knows of them. */
package dev.talaria.it.once;
