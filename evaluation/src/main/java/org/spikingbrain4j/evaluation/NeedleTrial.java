package org.spikingbrain4j.evaluation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.spikingbrain4j.model.InvalidInputException;

/**
 * One haystack with the other needles in place, and what is planted and asked. All lengths are in tokens, so that they hold for
 * every tokenizer: the context is introduction, haystack with needles, question.
 *
 * @param texts the words
 * @param introduction tokens in front of the haystack
 * @param haystack with the other needles, without the one whose depth is measured
 * @param needle tokens of that one
 * @param answers the question, its right answer and behind it the wrong ones
 */
record NeedleTrial(NeedleTexts texts, int[] introduction, PlantedText haystack, int[] needle, Endings answers) {

    /**
     * @param length tokens of the whole context with the question
     * @throws InvalidInputException where needles and question are longer than that
     */
    static NeedleTrial draw(NeedleOptions options, int length, Haystack hay, TextCoder coder, SplittableRandom random) {
        NeedleTexts texts = NeedleTexts.draw(options.task(), options.distractors(), random);
        int[] introduction = coder.begin(NeedleTexts.INTRODUCTION);
        int[] needle = coder.encode(texts.needle());
        List<int[]> others = texts.others().stream().map(coder::encode).toList();
        List<String> values = Stream.concat(Stream.of(texts.value()), texts.wrong().stream())
                .map(NeedleTexts::answer)
                .toList();
        Endings answers = Endings.of(coder::encode, texts.question(), values);
        int fixed = introduction.length
                + needle.length
                + others.stream().mapToInt(other -> other.length).sum()
                + answers.start().length;
        if (length <= fixed) {
            throw new InvalidInputException(
                    "lengths: introduction, needles and question are %d tokens: expected at least %d, found %d"
                            .formatted(fixed, fixed + 1, length));
        }
        PlantedText haystack = PlantedText.draw(hay.cut(length - fixed, random), others, hay, random);
        return new NeedleTrial(texts, introduction, haystack, needle, answers);
    }

    /** Where among the haystack's tokens the needle is, for a depth in percent. */
    int place(int depth, Haystack hay) {
        int[] bare = haystack.bare();
        int place = Math.toIntExact(Math.round(bare.length * (depth / 100.0)));
        return haystack.index(depth == 100 ? place : hay.sentenceEnd(bare, place));
    }

    /** Tokens of a greedy answer: those of all wanted values, with room for words between. */
    int answerTokens() {
        return 4 + 2 * texts.wanted().size() * answers.rests().getFirst().length;
    }
}
