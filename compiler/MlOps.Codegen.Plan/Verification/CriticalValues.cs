using System.Globalization;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Plan.Verification;

/// <summary>The constants at which a plan's behaviour may change: those that reach an input unchanged, and the rest as probes.</summary>
internal sealed class CriticalValues
{
    private const int MostNgrams = 200;

    private readonly ScoringPlan plan;
    private readonly InputTrace trace;
    private readonly HashSet<Scalar>[] constants;
    private readonly Dictionary<object, Probe> probes = [];

    /// <summary>Searches a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trace">Where its values come from.</param>
    public CriticalValues(ScoringPlan plan, InputTrace trace)
    {
        this.plan = plan;
        this.trace = trace;
        constants = [.. plan.Inputs.Select(_ => new HashSet<Scalar>())];
        foreach (Definition definition in plan.Definitions)
        {
            switch (definition)
            {
                case ScalarDefinition scalar:
                    Search(scalar.Expression);
                    break;
                case KernelDefinition kernel:
                    Search(kernel.Kernel);
                    break;
                default:
                    throw new InvalidOperationException($"unknown definition {definition.GetType().Name}");
            }
        }
    }

    /// <summary>What is compared that no input carries unchanged, in the order of the plan.</summary>
    public IEnumerable<Probe> Probes => probes.Values;

    /// <summary>The constants that an input's values are compared with, in the input's own type, not in order.</summary>
    /// <param name="input">The input's position.</param>
    public IReadOnlyCollection<Scalar> Of(int input) => constants[input];

    private void Search(Kernel kernel)
    {
        foreach (ComparedConstant compared in kernel.ComparedConstants)
        {
            Compare(new ValueReference(compared.Value), compared.Constant);
        }

        if (kernel is NgramSums ngrams)
        {
            Search(ngrams);
        }

        if (kernel is LinearCombination linear)
        {
            foreach (LinearTerm term in linear.Terms)
            {
                Search(term.Value);
            }
        }
    }

    // Of a bag of thousands, the first n-grams tell as much as all.
    private void Search(NgramSums kernel)
    {
        if (kernel.Bag is not ListedNgrams bag)
        {
            return;
        }

        foreach (int slot in kernel.Sums.SelectMany(sum => sum.Terms).Select(term => term.Slot).Distinct().Take(MostNgrams))
        {
            string? words = bag.Tokens switch
            {
                CharacterTokens => string.Concat(bag.Ngrams[slot].Where(unit => unit > ' ' && !char.IsSurrogate((char)unit)).Select(unit => (char)unit)),
                ListedTokens listed => string.Join(listed.Mark, bag.Ngrams[slot].Where(number => number > 0).Select(number => listed.Terms[number - 1])),
                _ => null,
            };
            Search(new ValueReference(kernel.Text), words);
        }
    }

    private void Search(Expression expression)
    {
        var pending = new Stack<Expression>();
        pending.Push(expression);
        while (pending.TryPop(out Expression? next))
        {
            Look(next);
            foreach (Expression child in ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }
    }

    private void Look(Expression expression)
    {
        switch (expression)
        {
            case BinaryExpression { Type: DataType.Boolean, Right: Literal right } comparison:
                Compare(comparison.Left, right.Value);
                break;
            case BinaryExpression { Type: DataType.Boolean, Left: Literal left } comparison:
                Compare(comparison.Right, left.Value);
                break;
            case BinaryExpression { Type: DataType.Boolean } comparison:
                ProbeFor(comparison);
                break;
            case InSetExpression inSet:
                foreach (Literal value in inSet.Values)
                {
                    Compare(inSet.Operand, value.Value);
                }

                break;
            case CallExpression
            {
                Function: ScalarFunction.Matches or ScalarFunction.ReplaceAll,
                Arguments: [var subject, Literal { IsMissing: false } pattern, ..],
            }:
                Search(subject, PortablePattern.AsLiteral(pattern.Value.Text));
                break;
            case CallExpression { Function: ScalarFunction.Occurrences, Arguments: [var subject, Literal { IsMissing: false } sought] }:
                Search(subject, sought.Value.Text);
                break;
            case NaryExpression { Operator: NaryOperator.Min or NaryOperator.Max or NaryOperator.Coalesce } nary:
                CompareAll(nary, nary.Operands);
                break;
            case CaseExpression @case:
                // What stands for a missing value is a likely value of the field.
                CompareAll(@case, @case.Branches.Select(branch => branch.Value).Append(@case.Else));
                break;
        }
    }

    // A text in which a literal occurs: the words that are looked for, without the blanks that mark where words end.
    private void Search(Expression subject, string? literal)
    {
        if (literal is not null
            && string.Join(' ', literal.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } words)
        {
            foreach (int input in trace.Reached(subject))
            {
                Add(input, Scalar.FromText(words));
            }
        }
    }

    private void CompareAll(Expression subject, IEnumerable<Expression> alternatives)
    {
        if (trace.Carried(subject).Length > 0)
        {
            foreach (Literal literal in alternatives.OfType<Literal>())
            {
                Compare(subject, literal.Value);
            }
        }
    }

    private void Compare(Expression subject, Scalar constant)
    {
        if (constant.IsMissing)
        {
            return;
        }

        foreach (int input in trace.Carried(subject))
        {
            Add(input, constant);
        }

        if (trace.Carried(subject).Length == 0 && subject.Type is DataType.Double or DataType.Integer)
        {
            ProbeFor(subject)?.Constants.Add(constant);
        }
    }

    private Probe? ProbeFor(Expression subject)
    {
        object key = subject is ValueReference reference ? reference.Value : subject;
        if (!probes.TryGetValue(key, out Probe? probe) && trace.Reached(subject) is { Length: > 0 } inputs)
        {
            probe = new Probe(subject, inputs, trace.IsExact(subject), []);
            probes.Add(key, probe);
        }

        return probe;
    }

    private void Add(int input, Scalar constant)
    {
        const double Whole = 9e15;
        HashSet<Scalar> known = constants[input];
        switch (plan.Inputs[input].Value.Type)
        {
            case DataType.Double when constant.IsDouble && double.IsFinite(constant.Double):
                known.Add(constant);
                break;
            case DataType.Double when constant is { IsDouble: false, IsText: false }:
                known.Add(Scalar.FromDouble(constant.Integer));
                break;
            case DataType.String when constant.IsText:
                known.Add(constant);
                break;
            case DataType.Integer or DataType.Date or DataType.Time or DataType.DateTime when constant.IsDouble:
                if (Math.Abs(constant.Double) < Whole)
                {
                    known.Add(Scalar.FromInteger((long)Math.Floor(constant.Double)));
                    known.Add(Scalar.FromInteger((long)Math.Ceiling(constant.Double)));
                }

                break;
            case DataType.Integer when constant.IsText:
                if (long.TryParse(constant.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
                {
                    known.Add(Scalar.FromInteger(number));
                }

                break;
            case DataType.Integer or DataType.Date or DataType.Time or DataType.DateTime when !constant.IsText:
                known.Add(constant);
                break;
        }
    }
}

/// <summary>Something whose comparison decides, and whose boundary in the inputs has to be searched for.</summary>
/// <param name="Subject">A number that is compared with constants, or a boolean.</param>
/// <param name="Inputs">The positions of inputs that it depends on.</param>
/// <param name="IsExact">Whether every engine computes it to the last bit.</param>
/// <param name="Constants">What a number is compared with; empty for a boolean.</param>
internal sealed record Probe(Expression Subject, IReadOnlyList<int> Inputs, bool IsExact, HashSet<Scalar> Constants);
