package org.spikingbrain4j.cpu;

import java.util.Optional;
import java.util.ServiceLoader;

/** The library that multiplies counts with integer weights, loaded when first needed: that takes a third of a second. */
final class GemmLibrary {
    private static final String ONEDNN = "onednn";

    private final GemmChoice choice;
    private Optional<IntegerGemm> opened = Optional.empty();
    private String description = "the Java kernels, as asked";
    private boolean looked;

    private GemmLibrary(GemmChoice choice) {
        this.choice = choice;
        this.looked = choice == GemmChoice.JAVA;
    }

    /** @throws IntegerGemmUnavailableException where one was asked for and cannot be had */
    static GemmLibrary of(GemmChoice choice) {
        GemmLibrary library = new GemmLibrary(choice);
        if (choice == GemmChoice.ONEDNN) {
            library.find();
        }
        return library;
    }

    /** Empty where the Java kernels do it. */
    synchronized Optional<IntegerGemm> find() {
        if (!looked) {
            looked = true;
            open();
        }
        return opened;
    }

    /** For people: what multiplies, and why not the library. */
    synchronized String description() {
        find();
        return opened.map(IntegerGemm::description).orElse(description);
    }

    private void open() {
        try {
            opened = Optional.of(provider().open());
        } catch (IntegerGemmUnavailableException e) {
            if (choice == GemmChoice.ONEDNN) {
                throw e;
            }
            description = "the Java kernels; " + e.getMessage();
        }
    }

    private static IntegerGemmProvider provider() {
        return ServiceLoader.load(IntegerGemmProvider.class, GemmLibrary.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(ONEDNN))
                .findFirst()
                .orElseThrow(
                        () -> new IntegerGemmUnavailableException(
                                "onednn: expected the module spikingbrain4j-cpu-onednn on the class path, found none; add it or use the Java kernels"));
    }
}
