// SPDX-License-Identifier: Apache-2.0
package org.postrider.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An argument that is text. Refuses what is not known to the last character: an address must be the one that was given, or none. */
final class TextConverter implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
        ProcessStrings.fault(value).ifPresent(fault -> {
            throw new TypeConversionException(Printable.quoted(value) + " " + fault);
        });
        return value;
    }
}
