// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/plan_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <algorithm>
#include <set>

#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/wizard/option_editor.h"

namespace gano {
namespace {

constexpr int kEditorWidth = 208;  ///< px

/// Asked in steps of their own.
bool isElsewhere(const std::string& key) {
    static const std::set<std::string> kAsked{"images", "targets", "from", "suffixes", "class-names"};
    return kAsked.contains(key);
}

}  // namespace

PlanForm::PlanForm(QWidget* parent) : QWidget(parent), search_(new QLineEdit(this)), grid_(new QGridLayout), nothing_(new QLabel(tr("No setting is called so."), this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    search_->setPlaceholderText(tr("Search the settings"));
    search_->setAccessibleName(search_->placeholderText());
    search_->setClearButtonEnabled(true);
    search_->addAction(look::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    column->addWidget(search_);
    grid_->setColumnStretch(3, 1);
    grid_->setHorizontalSpacing(2 * look::kGrid);
    grid_->setVerticalSpacing(look::kGrid / 2);
    column->addLayout(grid_);
    look::makeQuiet(nothing_);
    nothing_->hide();
    column->addWidget(nothing_);
    column->addStretch(1);
    connect(search_, &QLineEdit::textChanged, this, &PlanForm::filter);
}

void PlanForm::edit(TrainPlan& plan, const TrainPlan& usual, const std::optional<PixelSize>& pixel) {
    plan_ = &plan;
    pixel_ = pixel;
    usual_ = usual;
    build();
}

int PlanForm::changes() const {
    return static_cast<int>(std::ranges::count_if(rows_, [](const Row& row) { return optionText(row.field) != row.usual; }));
}

void PlanForm::clear() {
    rows_.clear();
    while (auto* item = grid_->takeAt(0)) {
        // Deleted later: the sender of the signal that led here may be among them.
        if (auto* widget = item->widget()) widget->hide(), widget->deleteLater();
        delete item;
    }
}

void PlanForm::build() {
    clear();
    auto fields = plan_->fields();
    auto usual = usual_;
    const auto usualFields = usual.fields();
    // What is rarely touched comes after the rest of its group.
    std::ranges::stable_partition(fields, [](const OptionField& field) { return !field.spec.advanced; });
    std::vector<std::string> groups;
    for (const auto& field : plan_->fields())
        if (std::ranges::find(groups, field.spec.group) == groups.end()) groups.push_back(field.spec.group);
    int place = 0;
    for (const auto& group : groups) {
        auto* heading = new QLabel(text(group), this);
        auto bold = heading->font();
        bold.setWeight(QFont::DemiBold);
        heading->setFont(bold);
        heading->setContentsMargins(0, 2 * look::kGrid, 0, 0);
        grid_->addWidget(heading, place++, 0, 1, 4);
        for (const auto& field : fields) {
            if (field.spec.group != group || isElsewhere(field.spec.key)) continue;
            const auto same = std::ranges::find_if(usualFields, [&](const OptionField& other) { return other.spec.key == field.spec.key; });
            addRow(field, same == usualFields.end() ? optionText(field) : optionText(*same), heading, place++);
        }
    }
    // All as wide as the longest choice, so that none is cut and all end in one line.
    int width = kEditorWidth;
    for (const auto& row : rows_)
        if (const auto* choice = qobject_cast<QComboBox*>(row.widgets.front())) width = std::max(width, choice->sizeHint().width());
    for (const auto& row : rows_) row.widgets.front()->setFixedWidth(width);
    filter(search_->text());
    showResets();
}

void PlanForm::addRow(const OptionField& field, const std::string& usual, QLabel* heading, int place) {
    auto* label = new QLabel(text(field.spec.label), this);
    auto* editor = makeOptionEditor(field, this, [this] { showResets(), Q_EMIT edited(); }, pixel_);
    auto* help = new QLabel(text(field.spec.help), this);
    auto* reset = new QToolButton(this);
    label->setToolTip(text(field.spec.help));
    label->setBuddy(editor);
    label->setVisible(!qobject_cast<QCheckBox*>(editor));
    look::makeQuiet(help);
    help->setWordWrap(true);
    reset->setIcon(look::icon(QStringLiteral("reset")));
    const auto usually = !field.spec.zero.empty() && usual == field.spec.zero ? field.spec.zeroLabel : usual;
    reset->setToolTip(tr("Back to %1").arg(usual.empty() ? tr("nothing") : text(usually)));
    reset->setAccessibleName(tr("Reset %1").arg(text(field.spec.label)));
    auto policy = reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    reset->setSizePolicy(policy);
    connect(reset, &QToolButton::clicked, this, [this, key = field.spec.key] { this->reset(key); });
    help->setMinimumWidth(160);
    grid_->addWidget(label, place, 0);
    grid_->addWidget(editor, place, 1);
    grid_->addWidget(reset, place, 2);
    grid_->addWidget(help, place, 3);
    std::vector<QWidget*> widgets{editor, help};
    if (!qobject_cast<QCheckBox*>(editor)) widgets.push_back(label);
    rows_.push_back({field, usual, heading, widgets, reset});
}

void PlanForm::filter(const QString& words) {
    std::set<QLabel*> wanted, all;
    bool any = false;
    for (auto& row : rows_) {
        const auto searched = text(row.field.spec.label) + QLatin1Char(' ') + text(row.field.spec.help) + QLatin1Char(' ') + text(row.field.spec.group);
        const bool fits = searched.contains(words.trimmed(), Qt::CaseInsensitive);
        for (auto* widget : row.widgets) widget->setVisible(fits);
        row.reset->setVisible(fits && optionText(row.field) != row.usual);
        all.insert(row.heading);
        if (fits) wanted.insert(row.heading);
        any = any || fits;
    }
    for (auto* heading : all) heading->setVisible(wanted.contains(heading));
    nothing_->setVisible(!any);
}

void PlanForm::showResets() {
    for (auto& row : rows_) row.reset->setVisible(row.widgets.front()->isVisibleTo(this) && optionText(row.field) != row.usual);
}

void PlanForm::reset(const std::string& key) {
    const auto row = std::ranges::find_if(rows_, [&](const Row& other) { return other.field.spec.key == key; });
    if (row == rows_.end()) return;
    auto usual = usual_;
    for (const auto& field : usual.fields())
        if (field.spec.key == key) std::visit([&row](auto* value) { *std::get<decltype(value)>(row->field.value) = *value; }, field.value);
    build();
    Q_EMIT edited();
}

}  // namespace gano

#include "moc_plan_form.cpp"
