// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/data/splits.h"
#include "tests/core/data/data_test.h"
#include "tests/support/test_program.h"

using namespace data_test;
using gano::Sample;
using gano::Split;

namespace {

std::vector<Sample> samplesIn(const std::vector<std::string>& groups) {
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        samples.push_back({.input = imageAt("i/" + std::to_string(i) + ".tif"), .target = {}, .group = groups[i]});
    }
    return samples;
}

std::vector<Sample> singles(int count) {
    std::vector<std::string> groups;
    for (int i = 0; i < count; ++i) {
        groups.push_back("g" + std::to_string(i));
    }
    return samplesIn(groups);
}

std::set<std::string> groupsOf(const std::vector<Sample>& samples, const std::vector<int>& part) {
    std::set<std::string> groups;
    for (const int i : part) {
        groups.insert(samples[static_cast<std::size_t>(i)].group);
    }
    return groups;
}

}  // namespace

class SplitsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fewerTrainingImagesArePartOfMoreWhateverTheirOrder() {
        const auto samples = singles(30);
        auto turned = samples;
        std::ranges::reverse(turned);
        const auto kept = [](const std::vector<Sample>& list, int most, std::uint64_t seed) {
            Split split = gano::splitByGroup(list, 0.2, 0.2, seed);
            const auto before = split;
            gano::keepForTraining(split, list, most, seed);
            if (split.validation != before.validation || split.test != before.test) return std::set<std::string>{"other images validate"};
            if (split.train.size() + split.unused.size() != before.train.size()) return std::set<std::string>{"images are lost"};
            return groupsOf(list, split.train);
        };
        std::set<std::set<std::string>> single;
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            single.insert(kept(samples, 1, seed));
            for (const int n : {1, 2, 4, 8}) {
                const auto fewer = kept(samples, n, seed), more = kept(samples, 2 * n, seed);
                QCOMPARE(fewer.size(), static_cast<std::size_t>(n));
                QVERIFY(std::ranges::includes(more, fewer));
                QCOMPARE(kept(turned, n, seed), fewer);
            }
            QCOMPARE(kept(samples, 0, seed).size(), std::size_t{18});
            QCOMPARE(kept(samples, 100, seed).size(), std::size_t{18});
        }
        QVERIFY(single.size() > 5);  // Another seed draws other images.
        Split split = gano::splitByGroup(samples, 0.2, 0.2, 1);
        gano::keepForTraining(split, samples, 5, 1);
        QCOMPARE(gano::splitFromJson(gano::splitToJson(split, samples), samples), split);
    }

    void noGroupLiesOnBothSides() {
        std::vector<std::string> names;
        for (int i = 0; i < 200; ++i) {
            names.push_back("movie" + std::to_string(i * i % 23));
        }
        const auto samples = samplesIn(names);
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const Split split = gano::splitByGroup(samples, 0.2, 0.2, seed);
            std::set<int> all;
            for (const auto* part : {&split.train, &split.validation, &split.test}) {
                QVERIFY(!part->empty());
                all.insert(part->begin(), part->end());
            }
            QCOMPARE(all.size(), samples.size());
            const auto train = groupsOf(samples, split.train);
            const auto validation = groupsOf(samples, split.validation);
            const auto test = groupsOf(samples, split.test);
            QCOMPARE(train.size() + validation.size() + test.size(), groupsOf(samples, {all.begin(), all.end()}).size());
        }
    }

    void partsAreAsLargeAsWanted() {
        const Split split = gano::splitByGroup(singles(1000), 0.15, 0.1, 3);
        QCOMPARE(split.validation.size(), std::size_t{150});
        QCOMPARE(split.test.size(), std::size_t{100});
        QCOMPARE(split.train.size(), std::size_t{750});
    }

    void fewGroupsStillGetValidationAndThenTest_data() {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("validation");
        QTest::addColumn<int>("test");
        QTest::newRow("one") << 1 << 0 << 0;
        QTest::newRow("two") << 2 << 1 << 0;
        QTest::newRow("three") << 3 << 1 << 1;
        QTest::newRow("six") << 6 << 1 << 1;
    }
    void fewGroupsStillGetValidationAndThenTest() {
        QFETCH(int, count);
        QFETCH(int, validation);
        QFETCH(int, test);
        const Split split = gano::splitByGroup(singles(count), 0.15, 0.15, 1);
        QCOMPARE(static_cast<int>(split.validation.size()), validation);
        QCOMPARE(static_cast<int>(split.test.size()), test);
        QCOMPARE(static_cast<int>(split.train.size()), count - validation - test);
        QVERIFY(gano::splitByGroup(singles(count), 0.0, 0.0, 1).validation.empty());
        QVERIFY(gano::splitByGroup(singles(count), 0.2, 0.0, 1).test.empty());
    }

    void oneHugeGroupDoesNotEndUpInValidation() {
        std::vector<std::string> names(90, "huge");
        for (int i = 0; i < 10; ++i) {
            names.push_back("small" + std::to_string(i));
        }
        const auto samples = samplesIn(names);
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            const Split split = gano::splitByGroup(samples, 0.05, 0.03, seed);
            QCOMPARE(split.validation.size(), std::size_t{5});
            QCOMPARE(split.test.size(), std::size_t{3});
        }
    }

    void theSeedDecidesAndTheOrderOfFilesDoesNot() {
        auto samples = singles(50);
        const Split split = gano::splitByGroup(samples, 0.2, 0.2, 7);
        QCOMPARE(gano::splitByGroup(samples, 0.2, 0.2, 7), split);
        QVERIFY(!(gano::splitByGroup(samples, 0.2, 0.2, 8) == split));
        auto turned = samples;
        std::reverse(turned.begin(), turned.end());
        const Split other = gano::splitByGroup(turned, 0.2, 0.2, 7);
        QCOMPARE(groupsOf(turned, other.validation), groupsOf(samples, split.validation));
    }

    void groupsComeFromThePatternTheFolderOrTheFile() {
        std::vector<Sample> samples{{.input = imageAt("a/grid1_01.tif"), .target = {}, .group = {}},
                                    {.input = imageAt("a/grid1_02.tif"), .target = {}, .group = {}},
                                    {.input = imageAt("b/grid2_01.tif", 0), .target = {}, .group = {}},
                                    {.input = imageAt("b/grid2_01.tif", 1), .target = {}, .group = {}},
                                    {.input = imageAt("b/odd.tif"), .target = {}, .group = {}}};
        gano::DataOptions options;
        gano::assignGroups(samples, options);
        QVERIFY(samples[0].group != samples[1].group);
        QCOMPARE(samples[2].group, samples[3].group);
        options.groupByFolder = true;
        gano::assignGroups(samples, options);
        QCOMPARE(samples[0].group, samples[1].group);
        QVERIFY(samples[1].group != samples[2].group);
        options.groupPattern = "^(grid\\d+)_";
        gano::assignGroups(samples, options);
        QCOMPARE(samples[1].group, std::string("grid1"));
        QCOMPARE(samples[3].group, std::string("grid2"));
        QCOMPARE(samples[4].group, std::string("odd.tif"));
        options.groupPattern = "(";
        QVERIFY_EXCEPTION_THROWN(gano::assignGroups(samples, options), gano::UsageError);
    }

    void framesOfASingleStackAreSplitInBlocksOfNeighbours() {
        std::vector<Sample> samples;
        for (int i = 0; i < 200; ++i) {
            samples.push_back({.input = imageAt("movie.tif", i), .target = {}, .group = {}});
        }
        gano::assignGroups(samples, {});
        QCOMPARE(samples[0].group, samples[9].group);
        QVERIFY(samples[9].group != samples[10].group);
        const Split split = gano::splitByGroup(samples, 0.15, 0.15, 1);
        QCOMPARE(split.validation.size(), std::size_t{30});
        QCOMPARE(split.test.size(), std::size_t{30});
    }

    void aSplitSurvivesItsFileAndAWrongOneIsNoticed() {
        const auto samples = singles(20);
        const Split split = gano::splitByGroup(samples, 0.2, 0.2, 7);
        const auto json = nlohmann::json::parse(gano::splitToJson(split, samples).dump());
        QCOMPARE(gano::splitFromJson(json, 20), split);
        QCOMPARE(json["names"]["train"].size(), split.train.size());
        QVERIFY_EXCEPTION_THROWN(gano::splitFromJson(json, 10), gano::Error);
        auto twice = json;
        twice["test"].push_back(split.train.front());
        QVERIFY_EXCEPTION_THROWN(gano::splitFromJson(twice, 20), gano::Error);
        QVERIFY_EXCEPTION_THROWN(gano::splitFromJson(nlohmann::json::object(), 20), gano::Error);
    }

    void impossiblePartsAreRefused() {
        QVERIFY_EXCEPTION_THROWN(gano::splitByGroup(singles(5), 0.6, 0.4, 1), gano::UsageError);
        QVERIFY_EXCEPTION_THROWN(gano::splitByGroup(singles(5), -0.1, 0.0, 1), gano::UsageError);
    }
};

GANO_PLAIN_TEST(SplitsTest)
#include "tst_splits.moc"
