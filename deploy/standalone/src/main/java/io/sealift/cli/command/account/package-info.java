/** Commands about accounts, access keys and resource groups. Keeps out how they are sent. */
@NullMarked
package io.sealift.cli.command.account;

import org.jspecify.annotations.NullMarked;
