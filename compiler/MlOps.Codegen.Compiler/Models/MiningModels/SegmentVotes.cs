using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Which segments take part in an ensemble's result for a row, and with what weight.</summary>
internal sealed class SegmentVotes
{
    private readonly MiningModel mining;
    private readonly ModelScope scope;
    private readonly Origin origin;
    private readonly Expression[] applies;
    private readonly Expression[] answers;

    public SegmentVotes(MiningModel mining, IReadOnlyList<SegmentOutcome> members, ModelScope scope)
    {
        this.mining = mining;
        this.scope = scope;
        origin = new Origin("Segmentation", mining.Location);
        applies = [.. members.Select(member => Build.Coalesce(member.Condition, Literal.False))];
        applies = [.. applies.Select((condition, i) => members[i].Always ? Literal.True : condition)];
        answers = [.. members.Select(member => Build.IsPresent(member.Outcome.Result.Prediction!.Value))];
        Weights = [.. members.Select(member => member.Segment.Weight)];
    }

    /// <summary>The segments' weights.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>How many segments there are.</summary>
    public int Count => applies.Length;

    /// <summary>Whether a segment takes part: it applies, and answers where a missing answer is skipped.</summary>
    public Expression TakesPart(int segment) =>
        mining.MissingPredictionTreatment == MissingPredictionTreatment.SkipSegment
            ? Build.And(applies[segment], answers[segment])
            : applies[segment];

    /// <summary>The sum of the values of the segments that take part; missing where one of these is missing.</summary>
    public Expression Sum(string name, IReadOnlyList<Expression> values, bool weighted) =>
        Sums.Define(
            name,
            values.Select((value, i) => Build.If(
                TakesPart(i), weighted ? Build.Multiply(value, Build.Number(Weights[i])) : value, Build.Number(0))),
            scope,
            origin);

    /// <summary>The number, or the weight, of the segments that take part.</summary>
    public Expression Total(bool weighted) =>
        Sums.Define(
            "total",
            Enumerable.Range(0, Count).Select(i => Build.If(TakesPart(i), Build.Number(weighted ? Weights[i] : 1), Build.Number(0))),
            scope,
            origin);

    /// <summary>The result, missing where no segment applies or too many of those that do are missing.</summary>
    /// <param name="result">The result.</param>
    public Expression Guard(Expression result)
    {
        var conditions = new List<Expression>();
        Expression none = Build.Not(Build.Or(applies));
        conditions.Add(none);
        if (mining.MissingPredictionTreatment == MissingPredictionTreatment.ReturnMissing)
        {
            conditions.AddRange(Enumerable.Range(0, Count).Select(i => Build.And(applies[i], Build.Not(answers[i]))));
        }
        else if (mining.MissingPredictionTreatment == MissingPredictionTreatment.SkipSegment)
        {
            Expression missing = Sums.Define(
                "missing_weight",
                Enumerable.Range(0, Count).Select(i => Build.If(
                    Build.And(applies[i], Build.Not(answers[i])), Build.Number(Weights[i]), Build.Number(0))),
                scope,
                origin);
            Expression all = Sums.Define(
                "applying_weight",
                Enumerable.Range(0, Count).Select(i => Build.If(applies[i], Build.Number(Weights[i]), Build.Number(0))),
                scope,
                origin);
            conditions.Add(Build.Binary(
                BinaryOperator.Greater, missing, Build.Multiply(Build.Number(mining.MissingThreshold), all)));
        }

        Expression refuse = Build.Or([.. conditions]);
        return Build.If(refuse, Literal.Missing(result.Type), result);
    }
}
