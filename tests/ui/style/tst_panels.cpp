// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/support/test_program.h"
#include "ui/style/look.h"
#include "ui/style/message_bar.h"
#include "ui/style/state_panel.h"

using namespace gano;

class TestPanels : public QObject {
    Q_OBJECT

    template <class Widget>
    static Widget* shown(const QWidget& in, const QString& text) {
        for (auto* widget : in.findChildren<Widget*>())
            if (widget->isVisibleTo(&in) && widget->text() == text) return widget;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { look::apply(*qApp, look::Theme::Light); }

    void aPanelBeginsWithItsContent() {
        StatePanel panel(new QLabel(QStringLiteral("images")));
        QVERIFY(panel.showsContent());
    }

    void anEmptyPanelOffersWhatToDo() {
        StatePanel panel(new QWidget);
        panel.showEmpty(QStringLiteral("No images yet."), QStringLiteral("Open images…"));
        panel.show();
        QSignalSpy asked(&panel, &StatePanel::actionRequested);
        QVERIFY(shown<QLabel>(panel, QStringLiteral("No images yet.")));
        QTest::mouseClick(shown<QPushButton>(panel, QStringLiteral("Open images…")), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
    }

    void loadingTellsHowFarItIsAndCanBeCancelled() {
        StatePanel panel(new QWidget);
        panel.showLoading(QStringLiteral("Reading images…"), 3'000'000'000, 6'000'000'000, true);
        panel.show();
        const auto* bar = panel.findChild<QProgressBar*>();
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->value() * 2, bar->maximum());
        QSignalSpy cancelled(&panel, &StatePanel::cancelRequested);
        QTest::mouseClick(shown<QPushButton>(panel, QStringLiteral("Cancel")), Qt::LeftButton);
        QCOMPARE(cancelled.count(), 1);
    }

    void aFailureKeepsItsDetailsFoldedUntilAsked() {
        StatePanel panel(new QWidget);
        panel.showFailed(QStringLiteral("The folder cannot be read."), QStringLiteral("Try again"), QStringLiteral("errno 13"));
        panel.show();
        QVERIFY(shown<QLabel>(panel, QStringLiteral("errno 13")) == nullptr);
        panel.findChild<QToolButton*>()->click();
        QVERIFY(shown<QLabel>(panel, QStringLiteral("errno 13")));
        panel.showContent();
        QVERIFY(panel.showsContent());
    }

    void aMessageIsHiddenUntilToldAndCanBeClosed() {
        QWidget page;
        auto* bar = new MessageBar(&page);
        page.show();
        QVERIFY(!bar->isVisible());
        bar->tell(MessageBar::Kind::Warning, QStringLiteral("12 of 240 images are 8-bit."), QStringLiteral("Leave them out"));
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->sentence(), QStringLiteral("12 of 240 images are 8-bit."));
        QSignalSpy asked(bar, &MessageBar::actionRequested);
        QTest::mouseClick(shown<QPushButton>(*bar, QStringLiteral("Leave them out")), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        for (auto* button : bar->findChildren<QToolButton*>())
            if (button->accessibleName() == QLatin1String("Close this message")) button->click();
        QVERIFY(!bar->isVisible());
    }
};

GANO_WINDOW_TEST(TestPanels)
#include "tst_panels.moc"
