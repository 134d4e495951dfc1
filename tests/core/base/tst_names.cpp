// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <algorithm>
#include <random>

#include "core/base/names.h"
#include "tests/support/test_program.h"

namespace {

std::vector<std::string> inOrder(const std::vector<std::string>& names) {
    std::vector<std::string> sorted;
    for (const auto place : gano::naturalOrder(names)) sorted.push_back(names[place]);
    return sorted;
}

}  // namespace

class TestNames : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesSortTheWayPeopleCount() {
        std::vector<std::string> names{"frame10", "Frame2", "frame1", "frame02b", "a"};
        std::ranges::sort(names, gano::naturalLess);
        QCOMPARE(names, (std::vector<std::string>{"a", "frame1", "Frame2", "frame02b", "frame10"}));
    }
    void theNaturalOrderIsStrict() {
        for (const char* name : {"", "a", "01", "1", "img_007.tif"}) {
            QVERIFY(!gano::naturalLess(name, name));
        }
        QVERIFY(gano::naturalLess("01", "1") != gano::naturalLess("1", "01"));
    }
    void charactersOfAnyKindKeepTheirPlacesAmongDigits() {
        const std::vector<std::string> names{"", " 1", "+", "1", "01a", "1 a", "1a", "2", "00010", "10", "10.tif", "A1", "a2", "a_1", "~", "\xc3\xa9"};
        auto mixed = names;
        std::ranges::reverse(mixed);
        std::ranges::sort(mixed, gano::naturalLess);
        QCOMPARE(mixed.size(), names.size());
        QCOMPARE(mixed.front(), std::string());
        QCOMPARE(mixed.back(), std::string("\xc3\xa9"));
        const auto at = [&mixed](const char* name) { return std::ranges::find(mixed, name) - mixed.begin(); };
        QVERIFY(at("+") < at("1") && at("1") < at("2") && at("2") < at("10") && at("00010") < at("10") && at("10") < at("10.tif"));
        QVERIFY(at("10.tif") < at("A1") && at("A1") < at("a2") && at("a2") < at("a_1") && at("a_1") < at("~"));
    }
    void theOrderOfManyNamesIsThatOfEachPair() {
        std::mt19937 random(5);
        const std::string letters = "aA0019_. \xff";
        for (const std::string beginning : {"", "image_", "7"}) {
            std::vector<std::string> names;
            for (int i = 0; i < 400; ++i) {
                auto name = beginning;
                for (auto length = random() % 14; length > 0; --length) name += letters[random() % letters.size()];
                names.push_back(name);
            }
            const auto sorted = inOrder(names);
            for (std::size_t i = 0; i < sorted.size(); ++i)
                for (std::size_t j = i; j < sorted.size(); ++j) QVERIFY2(!gano::naturalLess(sorted[j], sorted[i]), (sorted[i] + " | " + sorted[j]).c_str());
        }
    }
    void numbersMayBeLongerThanAnyComputerCounts() {
        const std::string shorter(254, '9'), longer(255, '1'), longest(700, '1');
        QCOMPARE(inOrder({longest, "x", longer, shorter}), (std::vector<std::string>{shorter, longer, longest, "x"}));
    }
    void equalNamesStayInTheirOrder() { QCOMPARE(gano::naturalOrder(std::vector<std::string>{"b", "a", "b", "a"}), (std::vector<std::size_t>{1, 3, 0, 2})); }
    void theLastPartOfAFolderIsItsNameHoweverItWasTyped() {
        QCOMPARE(gano::lastPart("data/images/").string(), std::string("images"));
        QCOMPARE(gano::lastPart("data/images").string(), std::string("images"));
        QCOMPARE(gano::lastPart("images").string(), std::string("images"));
        QCOMPARE(gano::withoutEndSlash("data/images/").generic_string(), std::string("data/images"));
        QVERIFY(gano::lastPart("").empty());
    }
    void aModelIsCalledAsItsFileOrItsRun() {
        QCOMPARE(gano::nameOfModel("models/em.safetensors").string(), std::string("em"));
        QCOMPARE(gano::nameOfModel("runs/Au 2.5 nm/").string(), std::string("Au 2.5 nm"));
    }
};

GANO_PLAIN_TEST(TestNames)
#include "tst_names.moc"
