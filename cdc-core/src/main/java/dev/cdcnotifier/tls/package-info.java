/** What is wrong with the certificate a server shows, told from the exceptions of the JDK's TLS. */
@NullMarked
package dev.cdcnotifier.tls;

import org.jspecify.annotations.NullMarked;
