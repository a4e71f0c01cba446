package io.sealift.agent.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a file could be taken for by its marks. Used to refuse, never to choose a format. */
final class KnownMagic {
  private static final int VHD_FOOTER_BYTES = 512;
  private static final int VDI_SIGNATURE_OFFSET = 64;

  private KnownMagic() {}

  /** The names of all formats that the file bears the mark of. */
  static List<String> of(ImageBytes file) throws IOException, ImageRefusedException {
    List<String> names = new ArrayList<>();
    add(names, "qcow2", file.has(0, "QFI\u00fb"));
    add(
        names,
        "vmdk",
        file.has(0, "KDMV") || file.has(0, "COWD") || file.has(0, "# Disk Descriptor"));
    add(
        names,
        "vhd",
        file.has(0, "conectix") || file.has(file.size() - VHD_FOOTER_BYTES, "conectix"));
    add(names, "vhdx", file.has(0, "vhdxfile"));
    add(names, "vdi", file.has(VDI_SIGNATURE_OFFSET, "\u007f\u0010\u00da\u00be"));
    add(names, "qed", file.has(0, "QED\0"));
    add(names, "luks", file.has(0, "LUKS\u00ba\u00be"));
    add(names, "parallels", file.has(0, "WithoutFreeSpace") || file.has(0, "WithouFreSpacExt"));
    add(names, "zip", file.has(0, "PK\u0003\u0004"));
    add(names, "gzip", file.has(0, "\u001f\u008b\u0008"));
    add(names, "xz", file.has(0, "\u00fd7zXZ\0"));
    add(names, "zstd", file.has(0, "(\u00b5/\u00fd"));
    return names;
  }

  private static void add(List<String> names, String name, boolean matches) {
    if (matches) {
      names.add(name);
    }
  }
}
