// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/verdict.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "core/study/cell_words.h"
#include "core/tasks/task.h"

namespace gano {
namespace {

using Comparisons = std::vector<const StudyComparison*>;

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return text;
}

int balance(const Comparisons& list) {
    int sum = 0;
    for (const auto* c : list) sum += c->verdict == Verdict::Helps ? 1 : c->verdict == Verdict::Harms ? -1 : 0;
    return sum;
}

double meanDifference(const Comparisons& list) {
    double sum = 0.0;
    for (const auto* c : list) sum += std::isfinite(c->difference.mean) ? c->difference.mean : 0.0;
    return list.empty() ? 0.0 : sum / static_cast<double>(list.size());
}

Verdict verdictOf(const Comparisons& list) {
    const int sum = balance(list);
    return sum > 0 ? Verdict::Helps : sum < 0 ? Verdict::Harms : Verdict::NoDifference;
}

std::string numbers(const StudyResults& results, const StudyComparison& c) {
    const auto interval = std::isfinite(c.difference.low) ? fmt::format("95 % interval {} to {}, ", signedText(c.difference.low), signedText(c.difference.high)) : std::string();
    return fmt::format("{} {} instead of {} on {} test {}, {} ({}p = {}, {} {})", metricWords(results.metric), scoreText(c.armScore),
                       scoreText(c.baselineScore), c.difference.images, c.difference.images == 1 ? "image" : "images", betterText(c.difference.mean), interval,
                       pText(c.adjustedP), c.difference.seeds, c.difference.seeds == 1 ? "seed" : "seeds");
}

/// What was compared, as the subject of a sentence.
std::string subjectOf(const Study& study, const std::string& arm) {
    if (study.compare != "start") return asSentence(arm);
    const auto* start = findStart(study, arm);
    std::size_t others = 0;
    for (const auto& other : study.starts) others += other.kind == StudyStart::Kind::Scratch ? 0 : 1;
    if (others > 1 || start == nullptr) return fmt::format("Starting from \"{}\"", arm);
    return start->kind == StudyStart::Kind::Labelled ? "Learning from the other labels first" : "Pretraining";
}

/// "helps with 1 label and 2 labels; no difference could be shown with all labels"
std::string byContext(const Comparisons& list) {
    std::string text;
    const std::pair<Verdict, const char*> kinds[] = {{Verdict::Helps, "helps with "}, {Verdict::Harms, "harms with "}, {Verdict::NoDifference, "no difference could be shown with "}};
    for (const auto& [verdict, words] : kinds) {
        std::vector<std::string> contexts;
        for (const auto* c : list)
            if (c->verdict == verdict) contexts.push_back(c->context);
        if (!contexts.empty()) text += (text.empty() ? "" : "; ") + (words + listed(contexts));
    }
    return text;
}

std::string startSentence(const Study& study, const StudyResults& results, const Comparisons& list) {
    const auto& clearest = **std::ranges::max_element(list, {}, [](const StudyComparison* c) { return std::abs(c->difference.mean); });
    const auto subject = subjectOf(study, list.front()->arm);
    if (list.size() == 1) {
        if (clearest.oneSeed) return fmt::format("No difference that can be told from luck with one seed: {}.", numbers(results, clearest));
        if (clearest.verdict == Verdict::NoDifference) return fmt::format("No difference: {}.", numbers(results, clearest));
        return fmt::format("{} {}: {}.", subject, clearest.verdict == Verdict::Helps ? "helps" : "harms", numbers(results, clearest));
    }
    const auto in = asSentence(clearest.context);
    if (std::ranges::all_of(list, [](const auto* c) { return c->oneSeed; }))
        return fmt::format("No difference that can be told from luck with one seed. The largest, with {}: {}.", clearest.context, numbers(results, clearest));
    if (std::ranges::all_of(list, [](const auto* c) { return c->verdict == Verdict::NoDifference; }))
        return fmt::format("No difference: in none of {} comparisons could one be shown. The largest, with {}: {}.", list.size(), clearest.context, numbers(results, clearest));
    return fmt::format("{} {}. {}: {}.", subject, byContext(list), in, numbers(results, clearest));
}

/// "8 labels with pretraining do as well as 40 without": of the label counts, the one in the middle of the factors.
std::string efficiencySentence(const Study& study, const StudyResults& results, const std::string& arm) {
    std::vector<const LabelEfficiency*> list;
    for (const auto& found : results.labelEfficiency)
        if (found.arm == arm) list.push_back(&found);
    if (list.empty()) return {};
    // What was measured counts before what only has a bound.
    if (std::ranges::any_of(list, [](const auto* l) { return !l->atLeast && !l->atMost; })) std::erase_if(list, [](const auto* l) { return l->atLeast || l->atMost; });
    std::ranges::stable_sort(list, {}, [](const auto* l) { return std::round(100.0 * l->factor()); });
    const auto& middle = *list[(list.size() - 1) / 2];
    const auto count = [&](double n) { return valueWords(study, study.along, fmt::format("{:.0f}", n)); };
    const auto with = count(middle.labels);
    const auto without = fmt::format("{:.0f}", middle.equivalent);
    const bool one = middle.labels == 1;
    if (middle.atLeast) return fmt::format(" {} with it {} better than {} without.", asSentence(with), one ? "does" : "do", without);
    if (middle.atMost) return fmt::format(" {} with it {} worse than {} without.", asSentence(with), one ? "does" : "do", without);
    return fmt::format(" {} with it {} as well as {} without.", asSentence(with), one ? "does" : "do", without);
}

void judgeStarts(const Study& study, StudyResults& results) {
    std::vector<std::string> names;
    for (const auto& c : results.comparisons)
        if (std::ranges::find(names, c.arm) == names.end()) names.push_back(c.arm);
    std::vector<Comparisons> byArm;
    for (const auto& name : names) {
        Comparisons list;
        for (const auto& c : results.comparisons)
            if (c.arm == name) list.push_back(&c);
        byArm.push_back(std::move(list));
    }
    const auto& best = *std::ranges::max_element(byArm, {}, [](const Comparisons& list) { return std::pair(balance(list), meanDifference(list)); });
    results.verdict = verdictOf(best);
    results.sentence = startSentence(study, results, best);
    if (results.verdict == Verdict::Helps) results.sentence += efficiencySentence(study, results, best.front()->arm);
    if (byArm.size() < 2) return;
    std::string others;
    for (const auto& list : byArm) {
        if (&list == &best) continue;
        const char* word = verdictOf(list) == Verdict::Helps ? "helps" : verdictOf(list) == Verdict::Harms ? "harms" : "makes no difference that could be shown";
        others += fmt::format("{}\"{}\" {} ({} on average)", others.empty() ? " " : "; ", list.front()->arm, word, betterText(meanDifference(list)));
    }
    results.sentence += others + ".";
}

/// An option was varied: which value is the best, and is it better than what the study compares with?
void judgeOption(const StudyResults& results, const std::string& context, std::string& sentence, Verdict& verdict) {
    const StudyArm* best = nullptr;
    for (const auto& arm : results.arms) {
        if (arm.context != context || !std::isfinite(arm.score.mean)) continue;
        if (best == nullptr || (results.higherIsBetter ? arm.score.mean > best->score.mean : arm.score.mean < best->score.mean)) best = &arm;
    }
    if (best == nullptr) return;
    const auto in = context.empty() ? std::string() : fmt::format(" ({})", context);
    const auto interval = std::isfinite(best->score.low) ? fmt::format(" (95 % interval {} to {})", scoreText(best->score.low), scoreText(best->score.high)) : std::string();
    sentence += fmt::format("{}Best{}: {}, {} {}{}.", sentence.empty() ? "" : " ", in, best->name, metricWords(results.metric), scoreText(best->score.mean), interval);
    std::vector<std::string> worse, better;
    const StudyComparison* own = nullptr;
    for (const auto& c : results.comparisons) {
        if (c.context != context) continue;
        if (c.arm == best->name) own = &c;
        if (c.verdict == Verdict::Harms) worse.push_back(c.arm);
        if (c.verdict == Verdict::Helps) better.push_back(c.arm);
    }
    if (own != nullptr) {
        verdict = own->verdict;
        sentence += own->verdict == Verdict::Helps ? fmt::format(" It is {} than {} (p = {}).", betterText(own->difference.mean), own->baseline, pText(own->adjustedP))
                                                   : fmt::format(" No difference to {} could be shown ({}, p = {}).", own->baseline, betterText(own->difference.mean), pText(own->adjustedP));
    } else if (better.empty() && worse.empty()) {
        sentence += " No difference to any other could be shown.";
    }
    if (!worse.empty()) sentence += fmt::format(" Worse than {}: {}.", results.comparisons.front().baseline, listed(worse));
}

/// How few are enough: the smallest count that is not shown to be worse than all.
void judgeCounts(const Study& study, const StudyResults& results, const std::string& context, std::string& sentence, Verdict& verdict) {
    std::vector<const StudyArm*> arms;
    for (const auto& arm : results.arms)
        if (arm.context == context && std::isfinite(arm.score.mean)) arms.push_back(&arm);
    std::ranges::sort(arms, {}, &StudyArm::along);
    if (arms.size() < 2) return;
    const auto comparison = [&](const StudyArm& arm) -> const StudyComparison* {
        for (const auto& c : results.comparisons)
            if (c.context == context && c.arm == arm.name) return &c;
        return nullptr;
    };
    const StudyArm* enough = nullptr;
    for (auto arm = arms.rbegin(); arm != arms.rend(); ++arm) {
        const auto* c = comparison(**arm);
        if (c == nullptr) continue;
        if (c->verdict == Verdict::Harms) break;
        enough = *arm;
    }
    const auto in = context.empty() ? std::string() : fmt::format("{}: ", asSentence(context));
    const auto& most = *arms.back();
    const auto count = [&](const StudyArm& arm) { return valueWords(study, study.compare, fmt::format("{:.0f}", arm.along)); };
    if (!sentence.empty()) sentence += " ";
    if (enough == nullptr) {
        verdict = Verdict::Harms;
        sentence += fmt::format("{}every label counts: {} {} with {}, and less with any smaller number.", in, metricWords(results.metric), scoreText(most.score.mean), count(most));
    } else {
        const auto* c = comparison(*enough);
        sentence += fmt::format("{}{} {} enough, as far as can be told: {} {} instead of {} with {} ({}, 95 % interval {} to {}).", in, count(*enough), enough->along == 1 ? "is" : "are",
                                metricWords(results.metric), scoreText(enough->score.mean), scoreText(most.score.mean), count(most), betterText(c->difference.mean),
                                signedText(c->difference.low), signedText(c->difference.high));
    }
    sentence = asSentence(sentence);
}

void addCautions(const Study& study, StudyResults& results) {
    const auto caution = [&](std::string sentence) { results.cautions.push_back(std::move(sentence)); };
    if (results.done < results.trainings) caution(fmt::format("{} of {} trainings are done; the rest may change the picture.", results.done, results.trainings));
    if (results.done == 0) return;
    if (std::ranges::any_of(results.comparisons, &StudyComparison::tooFewImages))
        caution("With fewer than 6 test images no difference can be told from chance, however large it is. Test on more images.");
    else if (results.testImages < 12)
        caution(fmt::format("{} test images are few: only large differences can be told from chance.", results.testImages));
    if (std::ranges::any_of(results.comparisons, [](const StudyComparison& c) { return c.adjustedP < 0.05 && !c.oneSeed && c.verdict == Verdict::NoDifference; }))
        caution("Where p is below 0.05 and still no difference is said, the test images agree but the seeds do not: more seeds, or longer trainings that differ less, would tell.");
    if (study.seeds.size() == 1) caution("With one seed nobody knows how much of a difference is the luck of the starting weights and of the images that were drawn. Use at least three.");
    else if (study.seeds.size() == 2) caution("Two seeds say little about their spread. Use at least three.");
    if (std::ranges::any_of(study.starts, [](const StudyStart& s) { return s.kind == StudyStart::Kind::Pretraining || s.kind == StudyStart::Kind::Labelled; }) && study.seeds.size() > 1)
        caution("Each preparation was trained once, with the first seed; how much another one would differ is not in the intervals.");
    if (study.testImages.empty()) caution("The test images are a part of the images that each seed draws anew; images of one specimen may lie on both sides unless they are grouped.");
}

}  // namespace

std::string verdictWord(Verdict verdict) { return verdict == Verdict::Helps ? "helps" : verdict == Verdict::Harms ? "harms" : "no difference"; }

void judge(const Study& study, StudyResults& results) {
    results.verdict = Verdict::NoDifference;
    if (results.done == 0) {
        results.sentence = "No training is finished yet.";
    } else if (results.comparisons.empty()) {
        results.sentence = results.done < results.trainings ? "There is nothing to compare yet: the trainings of one side are not finished." : "There is nothing to compare: the study has one side only.";
    } else if (study.compare == "start") {
        judgeStarts(study, results);
    } else {
        std::vector<std::string> contexts;
        for (const auto& arm : results.arms)
            if (std::ranges::find(contexts, arm.context) == contexts.end()) contexts.push_back(arm.context);
        for (const auto& context : contexts) {
            if (study.compare == study.along) judgeCounts(study, results, context, results.sentence, results.verdict);
            else judgeOption(results, context, results.sentence, results.verdict);
        }
    }
    addCautions(study, results);
}

}  // namespace gano
