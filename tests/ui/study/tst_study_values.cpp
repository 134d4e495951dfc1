// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QTest>

#include "tests/support/test_program.h"
#include "tests/ui/study/study_samples.h"
#include "ui/study/study_draft.h"
#include "ui/study/study_matrix.h"
#include "ui/study/study_pace.h"
#include "ui/study/study_summary.h"
#include "ui/study/vary_editor.h"

using namespace gano;

class TestStudyValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { test::forgetSettings(settings_); }

    void theTimeLeftIsToldOnceThePaceIsStable() {
        StudyPace pace;
        pace.begin(100.0);
        for (int i = 1; i <= 5; ++i) pace.note(100.0 + i, 200.0, 2.0 * i);
        QVERIFY2(!pace.left(), "ten seconds tell nothing");
        for (int i = 6; i <= 30; ++i) pace.note(100.0 + i, 200.0, 2.0 * i);
        QVERIFY(pace.left());
        // 100 of work at two seconds each, of which 30 are done.
        QVERIFY(std::abs(*pace.left() - 140.0) < 1.0);
        pace.note(131.0, 200.0, 400.0);
        QVERIFY2(!pace.left(), "a sudden standstill is not an estimate");
    }

    void theMatrixHasARowForWhatIsVariedAndAColumnForEachSeed() {
        const auto study = test::madeStudy(2, {"1", "4"});
        StudyMatrixModel model;
        QAbstractItemModelTester tester(&model);
        auto reading = waitingStudy("study", study);
        model.setCells(reading.summary.cells);
        QCOMPARE(model.columnCount(), 2);
        QCOMPARE(model.rowCount(), 5);  // The preparation, and two starts with two numbers of labels.
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Seed 1"));
        QStringList rows;
        for (int i = 0; i < 5; ++i) rows << model.headerData(i, Qt::Vertical, Qt::DisplayRole).toString();
        QVERIFY2(rows.contains(QStringLiteral("From scratch, 4 labels")), qPrintable(rows.join(QLatin1Char('|'))));
        for (const auto& row : rows) QVERIFY(!row.contains(QStringLiteral("seed"), Qt::CaseInsensitive));
        auto& cell = reading.summary.cells.back();
        cell.state = CellState::Running;
        cell.epoch = 3;
        model.setCells(reading.summary.cells);
        const auto place = model.indexOf(cell.cell.name);
        QCOMPARE(model.data(place, Qt::DisplayRole).toString(), QStringLiteral("Epoch 4/10"));
        model.setPart(cell.cell.name, 0.5);
        QCOMPARE(model.data(place, StudyMatrixModel::PartRole).toDouble(), 0.35);
    }

    void theLastChoicesAreThereAtTheNextStart() {
        QVERIFY(!lastDraft());
        StudyDraft draft;
        setReadyStudy(draft, "how-many-labels");
        draft.base.data.images = "/images";
        draft.base.training.batchSize = 5;
        draft.choices.labels = "2,8,all";
        draft.choices.seeds = 4;
        keepDraft(draft);
        const auto again = lastDraft();
        QVERIFY(again);
        QCOMPARE(again->id, std::string("how-many-labels"));
        QCOMPARE(again->base.data.images, std::string("/images"));
        QCOMPARE(again->base.training.batchSize, 5);
        QCOMPARE(again->choices.labels, std::string("2,8,all"));
        QCOMPARE(again->choices.seeds, 4);
        QSettings().setValue(QStringLiteral("study/last choices"), QStringLiteral("{\"id\": 3"));
        QVERIFY2(!lastDraft(), "damaged settings are no reason not to start");
    }

    void anotherStudyKeepsTheImagesButNotWhatOnlyTheOldOneAsked() {
        StudyDraft draft;
        setReadyStudy(draft, "which-learning-rate");
        draft.base.data.images = "/images";
        draft.choices.values = "0.1,0.2";
        draft.choices.seeds = 5;
        setReadyStudy(draft, "which-receptive-field");
        QCOMPARE(draft.base.data.images, std::string("/images"));
        QCOMPARE(draft.choices.values, std::string());
        QCOMPARE(draft.choices.seeds, 5);
    }

    void whatWillRunIsCountedInWords() {
        const auto study = test::madeStudy(3, {"1", "4", "all"});
        const auto words = trainingsText(study, cellsOf(study));
        QVERIFY2(words.startsWith(QStringLiteral("18 trainings: 2 starts × 3 numbers of labels × 3 seeds.")), qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("One more prepares a start.")), qPrintable(words));
    }

    void optionsToVaryAreChosenByTheirNames() {
        VaryEditor editor;
        editor.offer(defaultPlan("segmentation"));
        editor.setText(QStringLiteral("learning-rate=0.0002,0.001; crop=96,128"));
        QCOMPARE(editor.text(), QStringLiteral("learning-rate=0.0002,0.001; crop=96,128"));
        editor.setText({});
        QCOMPARE(editor.text(), QString());
    }

private:
    QTemporaryDir settings_;
};

GANO_WINDOW_TEST(TestStudyValues)
#include "tst_study_values.moc"
