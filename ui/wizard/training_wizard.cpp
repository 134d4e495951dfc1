// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/training_wizard.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/wizard/goal_step.h"
#include "ui/wizard/images_step.h"
#include "ui/wizard/labels_step.h"
#include "ui/wizard/review_step.h"
#include "ui/wizard/step_list.h"
#include "ui/wizard/training_step.h"

namespace gano {

struct TrainingWizard::Parts {
    WizardDraft draft;
    std::vector<WizardStep*> steps;
    StepList* list = nullptr;
    QLabel *question = nullptr, *missing = nullptr;
    QStackedWidget* pages = nullptr;
    QPushButton *cancel = nullptr, *back = nullptr, *next = nullptr;
    int current = 0;

    int after(int step) const { return neighbour(step, 1); }
    int before(int step) const { return neighbour(step, -1); }
    bool isLast() const { return current == static_cast<int>(steps.size()) - 1; }

private:
    int neighbour(int step, int way) const {
        int place = step + way;
        while (place > 0 && place < static_cast<int>(steps.size()) - 1 && !steps[static_cast<std::size_t>(place)]->isNeeded()) place += way;
        return place;
    }
};

TrainingWizard::TrainingWizard(const WizardStart& start, QWidget* parent) : QDialog(parent), parts_(std::make_unique<Parts>()) {
    auto& p = *parts_;
    p.draft.start = start;
    if (start.again) beginAgain(p.draft);
    setWindowTitle(tr("Train on images"));
    resize(1160, 740);
    setMinimumSize(880, 560);
    setSizeGripEnabled(true);
    p.list = new StepList(this);
    p.question = new QLabel(this);
    p.missing = new QLabel(this);
    p.pages = new QStackedWidget(this);
    p.back = new QPushButton(tr("&Back"), this);
    p.next = new QPushButton(this);
    p.cancel = new QPushButton(tr("Cancel"), this);
    look::makeHeading(p.question);
    look::makePrimary(p.next);
    look::makeQuiet(p.missing);
    p.missing->setWordWrap(true);
    p.next->setDefault(true);
    for (auto* button : {p.back, p.cancel}) button->setAutoDefault(false);

    auto* whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(p.list);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(3 * look::kGrid, 2 * look::kGrid, 3 * look::kGrid, 2 * look::kGrid);
    column->setSpacing(2 * look::kGrid);
    column->addWidget(p.question);
    column->addWidget(p.pages, 1);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(p.missing, 1);
    buttons->addWidget(p.cancel);
    buttons->addWidget(p.back);
    buttons->addWidget(p.next);
    column->addLayout(buttons);
    whole->addLayout(column, 1);

    p.steps = {new ImagesStep(p.draft, p.pages), new GoalStep(p.draft, p.pages), new LabelsStep(p.draft, p.pages), new TrainingStep(p.draft, p.pages), new ReviewStep(p.draft, p.pages)};
    for (auto* step : p.steps) {
        p.pages->addWidget(step);
        connect(step, &WizardStep::changed, this, [this, step] { stepChanged(step); });
    }
    connect(p.list, &StepList::chosen, this, &TrainingWizard::go);
    connect(p.back, &QPushButton::clicked, this, [this] { go(parts_->before(parts_->current)); });
    connect(p.next, &QPushButton::clicked, this, &TrainingWizard::next);
    connect(p.cancel, &QPushButton::clicked, this, &QDialog::reject);
    go(0);
}

TrainingWizard::~TrainingWizard() = default;

void TrainingWizard::go(int step) {
    auto& p = *parts_;
    p.steps[static_cast<std::size_t>(p.current)]->leave();
    p.current = step;
    auto* page = p.steps[static_cast<std::size_t>(step)];
    p.pages->setCurrentWidget(page);
    page->enter();
    p.question->setText(page->question());
    refresh();
}

void TrainingWizard::next() {
    if (parts_->isLast()) return accept();
    go(parts_->after(parts_->current));
}

void TrainingWizard::stepChanged(const WizardStep* step) {
    // Images may still be looked at when somebody has gone on.
    auto* shown = parts_->steps[static_cast<std::size_t>(parts_->current)];
    if (step != shown) shown->earlierChanged();
    refresh();
}

void TrainingWizard::refresh() {
    auto& p = *parts_;
    std::vector<StepList::Step> shown;
    for (std::size_t i = 0; i < p.steps.size(); ++i) {
        const auto place = static_cast<int>(i);
        shown.push_back({p.steps[i]->name(), p.steps[i]->isNeeded(), place < p.current});
    }
    p.list->show(shown, p.current);
    const auto missing = p.steps[static_cast<std::size_t>(p.current)]->missing();
    p.missing->setText(missing);
    // A button that is switched off hands the keyboard to the next one, which would be Cancel.
    const bool take = missing.isEmpty() && (!p.next->isEnabled() || focusWidget() == p.cancel);
    p.next->setEnabled(missing.isEmpty());
    if (take && (focusWidget() == nullptr || qobject_cast<QPushButton*>(focusWidget()) != nullptr)) p.next->setFocus();
    p.next->setText(p.isLast() ? tr("&Start training") : tr("&Next"));
    p.back->setEnabled(p.current > 0);
}

TrainPlan TrainingWizard::plan() const { return parts_->draft.plan; }

std::filesystem::path TrainingWizard::runFolder() const { return parts_->draft.start.runsFolder / toPath(text(parts_->draft.name)); }

}  // namespace gano

#include "moc_training_wizard.cpp"
