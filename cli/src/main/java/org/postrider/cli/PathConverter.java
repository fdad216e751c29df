// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An argument that names a file, by its octets: no charset need be able to decode it. */
final class PathConverter implements ITypeConverter<Path> {

    @Override
    public Path convert(String value) {
        if (value.isEmpty()) {
            throw new TypeConversionException("the name of a file is empty");
        }
        if (value.indexOf(ProcessStrings.UNKNOWN) >= 0) {
            throw new TypeConversionException(
                    Printable.quoted(value) + " " + ProcessStrings.fault(value).orElse(""));
        }
        return FileName.path(value);
    }
}
