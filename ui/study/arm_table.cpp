// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/arm_table.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <algorithm>
#include <cstddef>

#include "core/study/study_table.h"
#include "ui/style/words.h"

namespace gano {
namespace {

std::size_t placeOf(const TableText& table, const char* column) { return static_cast<std::size_t>(std::ranges::find(table.columns, column) - table.columns.begin()); }

/// The scores, and behind them how fast they were reached.
TableText wholeTable(const StudyResults& results) {
    auto table = scoreTable(results);
    const auto speed = speedTable(results);
    const auto names = static_cast<std::ptrdiff_t>(placeOf(speed, "Compared") + 1);
    table.columns.insert(table.columns.end(), speed.columns.begin() + names, speed.columns.end());
    for (std::size_t row = 0; row < table.rows.size(); ++row) table.rows[row].insert(table.rows[row].end(), speed.rows[row].begin() + names, speed.rows[row].end());
    return table;
}

/// Difference, p and verdict are what a reader looks for first; they go behind the interval.
std::vector<std::size_t> readingOrder(const TableText& table) {
    const auto interval = placeOf(table, "95 % interval"), difference = placeOf(table, "Difference"), verdict = placeOf(table, "Verdict");
    std::vector<std::size_t> first, last;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const bool counts = table.columns[i] == "Seeds" || table.columns[i] == "Test images";
        const bool decides = (i <= interval && !counts) || (i >= difference && i <= verdict);
        (decides ? first : last).push_back(i);
    }
    first.insert(first.end(), last.begin(), last.end());
    return first;
}

}  // namespace

ArmTable::ArmTable(QWidget* parent) : QTableWidget(parent) {
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setAlternatingRowColors(true);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(30);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setHorizontalScrollMode(ScrollPerPixel);
    setAccessibleName(tr("Scores on the test images"));
}

void ArmTable::show(const StudyResults& results) {
    const auto table = wholeTable(results);
    const auto order = readingOrder(table);
    setColumnCount(static_cast<int>(order.size()));
    setRowCount(static_cast<int>(table.rows.size()));
    for (std::size_t column = 0; column < order.size(); ++column) {
        setHorizontalHeaderItem(static_cast<int>(column), new QTableWidgetItem(text(table.columns[order[column]])));
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            auto* item = new QTableWidgetItem(text(table.rows[row][order[column]]));
            item->setToolTip(item->text());
            setItem(static_cast<int>(row), static_cast<int>(column), item);
        }
    }
    resizeColumnsToContents();
}

void ArmTable::keyPressEvent(QKeyEvent* event) {
    if (!event->matches(QKeySequence::Copy)) return QTableWidget::keyPressEvent(event);
    QStringList lines;
    for (int row = 0; row < rowCount(); ++row) {
        if (!selectionModel()->isRowSelected(row, {})) continue;
        QStringList words;
        for (int column = 0; column < columnCount(); ++column) words << item(row, column)->text();
        lines << words.join(QLatin1Char('\t'));
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

}  // namespace gano

#include "moc_arm_table.cpp"
