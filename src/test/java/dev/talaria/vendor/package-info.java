/** Turns against model servers that demand and refuse what their vendors' demand and refuse. */
package dev.talaria.vendor;
