/** What several tests share: the real server on a free port, a plain client, scripted stand-ins. */
package dev.talaria.testing;
