package io.sealift.protocol;

import io.sealift.copy.AccountId;
import java.util.Optional;

/**
 * A disk image file under a region's exchange directory, as its user names it: the account has a
 * folder right under it, a bucket is a folder in that, and an object a file in the bucket, perhaps
 * in folders of its own.
 *
 * @param format {@code raw}, {@code qcow2}, {@code vmdk} or {@code vhd}
 * @param diskBytes the size that the disk shall have, if not that of the file's content
 */
public record ExchangeFile(
    AccountId account, String bucket, String object, String format, Optional<Long> diskBytes) {}
