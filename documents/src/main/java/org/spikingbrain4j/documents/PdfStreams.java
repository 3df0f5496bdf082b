package org.spikingbrain4j.documents;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDPage;

/**
 * Finds streams of a page that would unpack to more than {@value #MOST_UNPACKED} bytes, without keeping what is unpacked: PDFBox
 * holds each whole in memory. A large font has 20 MiB. Pictures are never unpacked for text, so they may be of any size.
 */
final class PdfStreams {
    static final long MOST_UNPACKED = 64L << 20;

    private final Path name;
    private final Set<COSBase> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final byte[] buffer = new byte[1 << 16];

    PdfStreams(Path name) {
        this.name = name;
    }

    /** @throws DocumentException where one is too large */
    void check(PDPage page) throws IOException {
        Deque<COSBase> open = new ArrayDeque<>();
        add(page.getCOSObject().getDictionaryObject(COSName.CONTENTS), open);
        if (page.getResources() != null) {
            add(page.getResources().getCOSObject(), open);
        }
        while (!open.isEmpty()) {
            switch (open.pop()) {
                case COSStream stream -> {
                    if (!COSName.IMAGE.equals(stream.getCOSName(COSName.SUBTYPE))) {
                        requireSmall(stream);
                        addAll(stream, open);
                    }
                }
                case COSDictionary dictionary -> addAll(dictionary, open);
                case COSArray array -> array.forEach(element -> add(element, open));
                default -> {}
            }
        }
    }

    private void addAll(COSDictionary dictionary, Deque<COSBase> open) {
        for (Map.Entry<COSName, COSBase> entry : dictionary.entrySet()) {
            if (!COSName.PARENT.equals(entry.getKey())) {
                add(entry.getValue(), open);
            }
        }
    }

    private void add(COSBase found, Deque<COSBase> open) {
        COSBase object = found instanceof COSObject reference ? reference.getObject() : found;
        boolean holdsMore = object instanceof COSDictionary || object instanceof COSArray;
        if (holdsMore && seen.add(object)) {
            open.push(object);
        }
    }

    private void requireSmall(COSStream stream) throws IOException {
        COSBase filters = stream.getFilters();
        COSBase first = filters instanceof COSArray several && several.size() > 0 ? several.getObject(0) : filters;
        if (!COSName.FLATE_DECODE.equals(first) && !COSName.FLATE_DECODE_ABBREVIATION.equals(first)) {
            return;
        }
        try (InputStream unpacked = new InflaterInputStream(stream.createRawInputStream())) {
            long total = 0;
            for (int read = unpacked.read(buffer); read >= 0; read = unpacked.read(buffer)) {
                total += read;
                if (total > MOST_UNPACKED) {
                    throw new DocumentException(
                            "%s: a zip bomb? a part of a page unpacks to more than %d MiB; print it to a new PDF or leave it out"
                                    .formatted(name, MOST_UNPACKED >> 20));
                }
            }
        } catch (ZipException | EOFException _) {
            // An unsound end, which PDFBox treats as the end too.
        }
    }
}
