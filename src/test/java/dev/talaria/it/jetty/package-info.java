/** How Arquillian comes to run an unpacked Jetty, which none of its own adapters does; only the build's configuration names it. */
package dev.talaria.it.jetty;
