// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/tasks/task.h"
#include "tests/support/test_program.h"

class TaskTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRowCanBeTrainedAndScored() {
        std::set<std::string> ids;
        for (const gano::Task& row : gano::tasks()) {
            QVERIFY2(ids.insert(row.id).second, row.id.c_str());
            QVERIFY(!row.label.empty() && row.sentence.ends_with('.'));
            QVERIFY(!row.losses.empty() && !row.metrics.empty() && !row.scales.empty());
            QCOMPARE(row.targetFolders.empty(), row.target == gano::TargetKind::None);
            // Dice, IoU, PSNR and SSIM grow with quality, L1 does not.
            QCOMPARE(row.higherIsBetter, row.metrics.front() != "l1");
        }
        QCOMPARE(ids.size(), std::size_t{5});
    }

    void aRowIsFoundByItsIdAndATypingErrorGetsAHint() {
        QCOMPARE(gano::task("denoising").target, gano::TargetKind::Image);
        QCOMPARE(gano::task("segmentation").losses.front(), std::string("bce"));
        QCOMPARE(gano::task("super-resolution").scales, (std::vector<int>{1, 2, 4}));
        try {
            gano::task("segmentaton");
            QFAIL("an unknown task must throw");
        } catch (const gano::UsageError& error) {
            QVERIFY2(std::string(error.what()).find("Did you mean segmentation?") != std::string::npos, error.what());
        }
    }
};

GANO_PLAIN_TEST(TaskTable)
#include "tst_task.moc"
