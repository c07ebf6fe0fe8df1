using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Lowers rules, the first of which that holds counts, and choices of the best of several actions.</summary>
internal sealed class Decisions(ScoringScope scope)
{
    private const int MostActions = 50;

    private readonly Dictionary<string, ImmutableDictionary<string, Typed>?> choices = new(StringComparer.Ordinal);
    private readonly List<string> pending = [];
    private Expression? matched;
    private bool isMatching;

    /// <summary>Which rule holds: its position from 1 on, or 0; null after a diagnostic, or where there are none.</summary>
    public Expression? Matched()
    {
        RuleStatement[] rules = [.. scope.Declarations.Rules];
        if (matched is not null || rules.Length == 0)
        {
            return matched;
        }

        if (isMatching)
        {
            scope.Context.Report(DiagnosticDescriptors.DefinedByItself, rules[0].Location, "rule", "a rule's condition asks which rule holds");
            return null;
        }

        isMatching = true;
        Expression?[] conditions = [.. rules.Select(rule => new FormulaLowering(scope, new Origin($"Rule {rule.Name}", rule.Location)).Condition(rule.Condition, "'when'"))];
        isMatching = false;
        if (conditions.Contains(null))
        {
            return null;
        }

        Expression which = Build.Case(
            [.. conditions.Select((condition, i) => new CaseBranch(condition!, Literal.Integer(i + 1)))], Literal.Integer(0));
        return matched = scope.Context.Plan.Define("matched_rule", which, new Origin("rules", rules[0].Location));
    }

    /// <summary>What an output is after rules; null after a diagnostic.</summary>
    public Typed? AfterRules(OutputStatement output)
    {
        Typed? value = scope.Output(output);
        RuleStatement[] rules = [.. scope.Declarations.Rules];
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        bool complete = value is not null;
        for (int i = 0; i < rules.Length; i++)
        {
            foreach ((string name, Formula formula, SourceLocation at) in rules[i].Assignments.Where(assignment => assignment.Output == output.Name))
            {
                var lowering = new FormulaLowering(scope, new Origin($"Rule {rules[i].Name}", rules[i].Location));
                Typed? assigned = lowering.Lower(formula);
                if (assigned is null || value is null || OutputTypes.Same(assigned, value, lowering, at) is not { } converted || Matched() is not { } which)
                {
                    complete = false;
                    continue;
                }

                branches.Add(new CaseBranch(Build.Equal(which, Literal.Integer(i + 1)), converted));
            }
        }

        return complete ? value! with { Value = Build.Case(branches.ToImmutable(), value.Value) } : null;
    }

    /// <summary><c>rule.name</c>, <c>rule.code</c> or <c>rule.text</c> of the rule that holds; null after a diagnostic.</summary>
    public Typed? Rule(NameFormula formula)
    {
        RuleStatement[] rules = [.. scope.Declarations.Rules];
        Func<RuleStatement, string?>? text = formula.Names[1] switch
        {
            "name" => rule => rule.Name,
            "code" => rule => rule.Code,
            "text" => rule => rule.Text,
            _ => null,
        };
        if (text is null || rules.Length == 0)
        {
            scope.Context.Report(
                DiagnosticDescriptors.UnknownName, formula.Location, "value", formula.Full,
                rules.Length == 0 ? ": the pipeline has no rules" : Declarations.Hint(formula.Names[1], ["name", "code", "text"]));
            return null;
        }

        if (Matched() is not { } which)
        {
            return null;
        }

        ImmutableArray<CaseBranch> branches = [.. rules.Select((rule, i) => (Text: text(rule), Position: i + 1))
            .Where(entry => entry.Text is not null)
            .Select(entry => new CaseBranch(Build.Equal(which, Literal.Integer(entry.Position)), Literal.String(entry.Text!)))];
        return new Typed(Build.Case(branches, Literal.Missing(DataType.String)), FormulaType.Text);
    }

    /// <summary>What the best action of a choice leads to, or what one action does; null after a diagnostic.</summary>
    public Typed? Measure(OptimiseStatement statement, NameFormula formula)
    {
        if (Choice(statement) is not { } measures)
        {
            return null;
        }

        if (measures.TryGetValue(formula.Names[1], out Typed? value))
        {
            return value;
        }

        scope.Context.Report(
            DiagnosticDescriptors.UnknownName, formula.Location, "measure", formula.Names[1], $" of '{statement.Name}'" + Declarations.Hint(formula.Names[1], measures.Keys));
        return null;
    }

    /// <summary>The measures of a choice by name; null after a diagnostic.</summary>
    public ImmutableDictionary<string, Typed>? Choice(OptimiseStatement statement)
    {
        if (choices.TryGetValue(statement.Name, out ImmutableDictionary<string, Typed>? known))
        {
            return known;
        }

        if (pending.Contains(statement.Name))
        {
            scope.Context.Report(
                DiagnosticDescriptors.DefinedByItself, statement.Location, statement.Name, string.Join(" → ", pending.Append(statement.Name)));
            return null;
        }

        pending.Add(statement.Name);
        ImmutableDictionary<string, Typed>? measures = Lower(statement);
        pending.Remove(statement.Name);
        choices.Add(statement.Name, measures);
        return measures;
    }

    private ImmutableDictionary<string, Typed>? Lower(OptimiseStatement statement)
    {
        var origin = new Origin($"optimise {statement.Name}", statement.Location);
        var outer = new FormulaLowering(scope, origin);
        if (!IsSound(statement) || outer.Aligned([.. statement.Actions.Select(action => (outer.Lower(action)!, action.Location))], "'in'") is not { } actions)
        {
            return null;
        }

        // For each measure its value by action; the objective only where the action is admitted.
        var values = statement.Measures.ToDictionary(measure => measure.Name, _ => new List<Typed>(), StringComparer.Ordinal);
        var objectives = new List<Expression>();
        foreach (Typed action in actions)
        {
            var bound = new Dictionary<string, Typed>(StringComparer.Ordinal) { [statement.Variable] = action };
            foreach ((string name, Formula formula) in statement.Measures)
            {
                var lowering = new FormulaLowering(scope.With(bound), origin);
                if (lowering.Lower(formula) is not { } value)
                {
                    return null;
                }

                value = value with { Value = lowering.Define($"{statement.Name}_{name}", value.Value) };
                values[name].Add(value);
                bound[name] = value;
            }

            Expression? condition = statement.Condition is null ? Literal.True : new FormulaLowering(scope.With(bound), origin).Condition(statement.Condition, "'where'");
            if (condition is null || outer.AsNumber(bound[statement.Objective], statement.Location, "an objective") is not { } objective)
            {
                return null;
            }

            objectives.Add(outer.Define($"{statement.Name}_objective", Build.If(condition, objective, Literal.Missing(DataType.Double))));
        }

        Expression any = outer.Define($"{statement.Name}_any", Build.Nary(NaryOperator.Coalesce, [.. objectives]));
        Expression best = outer.Define($"{statement.Name}_best", Build.Nary(
            statement.IsMinimised ? NaryOperator.Min : NaryOperator.Max, [.. objectives.Select(objective => Build.Coalesce(objective, any))]));

        // Of actions that are equally good the first is taken.
        Expression chosen = outer.Define($"{statement.Name}_chosen", Build.Case(
            [.. objectives.Select((objective, i) => new CaseBranch(Build.Equal(objective, best), Literal.Integer(i + 1)))], Literal.Missing(DataType.Integer)));

        var measures = ImmutableDictionary.CreateBuilder<string, Typed>(StringComparer.Ordinal);
        measures.Add(statement.Variable, Chosen(statement.Variable, actions));
        foreach ((string name, List<Typed> byAction) in values)
        {
            measures.Add(name, Chosen(name, byAction));
            for (int i = 0; i < byAction.Count; i++)
            {
                measures[string.Create(CultureInfo.InvariantCulture, $"{name}_{i + 1}")] = byAction[i];
            }
        }

        return measures.ToImmutable();

        Typed Chosen(string name, IReadOnlyList<Typed> byAction) => byAction[0] with
        {
            Value = outer.Define($"{statement.Name}_{name}", Build.Case(
                [.. byAction.Select((value, i) => new CaseBranch(Build.Equal(chosen, Literal.Integer(i + 1)), value.Value))],
                Literal.Missing(byAction[0].Value.Type))),
        };
    }

    private bool IsSound(OptimiseStatement statement)
    {
        string? problem = statement.Actions.Length > MostActions ? "there are at most 50 actions"
            : statement.Measures.Select(measure => measure.Name).Append(statement.Variable).Distinct(StringComparer.OrdinalIgnoreCase).Count() <= statement.Measures.Length ? "a measure is named twice, or like the variable"
            : null;
        if (problem is not null)
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidDeclaration, statement.Location, problem);
            return false;
        }

        foreach (Formula action in statement.Actions.Where(action => Constants.Of(action) is null))
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidLiteral, action.Location, "an action is a constant, not missing");
            return false;
        }

        if (statement.Measures.All(measure => measure.Name != statement.Objective))
        {
            scope.Context.Report(
                DiagnosticDescriptors.UnknownName, statement.Location, "measure", statement.Objective, $" of '{statement.Name}'" + Declarations.Hint(statement.Objective, statement.Measures.Select(measure => measure.Name)));
            return false;
        }

        return true;
    }
}
