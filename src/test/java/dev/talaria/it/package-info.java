/** The packaged WAR on each supported server, asked over HTTP alone: what every one of them must do alike. */
package dev.talaria.it;
