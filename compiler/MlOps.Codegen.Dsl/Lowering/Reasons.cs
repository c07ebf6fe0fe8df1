using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Models;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>The contributions that raise, or lower, a score most, as codes and texts.</summary>
internal static class Reasons
{
    private const int Most = 60;

    /// <summary>Adds the outputs of reasons to the plan: <c>reason_1</c>, <c>reason_1_text</c> and so on.</summary>
    public static void Add(ReasonsStatement statement, ScoringScope scope, Action<string, Expression, SourceLocation> output)
    {
        if (!scope.Declarations.Models.TryGetValue(statement.Model, out ModelStatement? model))
        {
            scope.Context.Report(
                DiagnosticDescriptors.UnknownName, statement.Location, "model", statement.Model, Declarations.Hint(statement.Model, scope.Declarations.Models.Keys));
            return;
        }

        if (scope.Model(model) is not { } result)
        {
            return;
        }

        if (result.Contributions is not { } contributions)
        {
            string why = result.WhyNone is { } more ? $": {more}" : "";
            Refuse(scope, statement.Location, $"the model '{statement.Model}' does not say what its score is the sum of{why}");
            return;
        }

        if (statement.Output is { } named && named != (result.Explained ?? result.Main))
        {
            Refuse(scope, statement.Location, $"reasons of '{statement.Model}' are those of {(result.Main is { } main ? $"'{main}'" : "its score")}, not of '{named}'");
            return;
        }

        if (Codes(statement, contributions, scope) is not { } codes)
        {
            return;
        }

        var origin = new Origin($"reasons of {statement.Model}", statement.Location);
        Expression?[] ranks = Ranks(statement, contributions, codes, scope, origin);
        for (int place = 1; place <= statement.Count; place++)
        {
            int wanted = place;
            string name = string.Create(CultureInfo.InvariantCulture, $"reason_{place}");
            output(name, Shown(code => code.Code), statement.Location);
            if (codes.Values.Any(code => code.Text.Length > 0))
            {
                output(name + "_text", Shown(code => code.Text), statement.Location);
            }

            Expression Shown(Func<ReasonSyntax, string> text) => Build.Case(
                [
                    .. contributions.Select((contribution, i) => (contribution, rank: ranks[i]))
                        .Where(entry => entry.rank is not null)
                        .Select(entry => new CaseBranch(Build.Equal(entry.rank!, Literal.Integer(wanted)), Literal.String(text(codes[entry.contribution.Name])))),
                ],
                Literal.Missing(DataType.String));
        }
    }

    private static Dictionary<string, ReasonSyntax>? Codes(ReasonsStatement statement, ImmutableArray<Contribution> contributions, ScoringScope scope)
    {
        var codes = new Dictionary<string, ReasonSyntax>(StringComparer.Ordinal);
        foreach (ReasonSyntax reason in statement.Reasons)
        {
            if (!contributions.Any(contribution => contribution.Name == reason.Name))
            {
                scope.Context.Report(
                    DiagnosticDescriptors.UnknownName, reason.Location, "contribution", reason.Name, $" of '{statement.Model}'" + Declarations.Hint(reason.Name, contributions.Select(contribution => contribution.Name)));
                return null;
            }

            if (!codes.TryAdd(reason.Name, reason))
            {
                Refuse(scope, reason.Location, $"'{reason.Name}' has a reason already");
                return null;
            }
        }

        string[] unnamed = [.. contributions.Select(contribution => contribution.Name).Where(name => !codes.ContainsKey(name)).Distinct(StringComparer.Ordinal)];
        if (unnamed.Length > 0)
        {
            string which = unnamed.Contains("") ? "a term of several names (give it one: 'name: formula')" : $"'{unnamed[0]}'";
            Refuse(scope, statement.Location, $"every contribution has a reason, and {which} has none");
            return null;
        }

        if (contributions.Length > Most || statement.Count < 1 || statement.Count > contributions.Length)
        {
            Refuse(scope, statement.Location, string.Create(CultureInfo.InvariantCulture, $"there are 1 to {Math.Min(Most, contributions.Length)} reasons to tell"));
            return null;
        }

        return codes;
    }

    // A contribution's rank is one more than the number of those before it; what contributes nothing is no reason.
    private static Expression?[] Ranks(
        ReasonsStatement statement, ImmutableArray<Contribution> contributions, Dictionary<string, ReasonSyntax> codes, ScoringScope scope, Origin origin)
    {
        // Terms of one name are one contribution.
        string[] names = [.. contributions.Select(contribution => contribution.Name).Distinct(StringComparer.Ordinal)];
        Expression[] weights = [.. names.Select(name =>
        {
            Expression sum = Build.Nary(NaryOperator.Add, [.. contributions.Where(contribution => contribution.Name == name).Select(contribution => contribution.Value)]);
            Expression signed = statement.IsLowering ? Build.Unary(UnaryOperator.Negate, sum) : sum;
            return scope.Context.Plan.Define($"{name}_contribution", Build.Coalesce(signed, Build.Number(0)), origin);
        })];
        var ranks = new Dictionary<string, Expression>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            var before = new List<Expression> { Literal.Integer(1) };
            for (int j = 0; j < names.Length; j++)
            {
                if (j != i)
                {
                    before.Add(Build.If(
                        Build.Binary(j < i ? BinaryOperator.GreaterOrEqual : BinaryOperator.Greater, weights[j], weights[i]), Literal.Integer(1), Literal.Integer(0)));
                }
            }

            ranks.Add(names[i], scope.Context.Plan.Define(
                $"{names[i]}_rank",
                Build.If(
                    Build.Binary(BinaryOperator.Greater, weights[i], Build.Number(0)), Build.Nary(NaryOperator.Add, [.. before]), Literal.Missing(DataType.Integer)),
                origin));
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        return [.. contributions.Select(contribution => told.Add(contribution.Name) ? ranks[contribution.Name] : null)];
    }

    private static void Refuse(ScoringScope scope, SourceLocation at, string why) => scope.Context.Report(DiagnosticDescriptors.InvalidReasons, at, why);
}
