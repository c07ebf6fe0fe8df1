using System.Collections;
using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Texts to words and characters.</summary>
/// <remarks>Words stand in one text, each between two delimiters, so that a delimiter belongs to one word only.</remarks>
internal static class TextSteps
{
    private const string Start = "\u0002";
    private const string End = "\u0003";
    private const string Unit = "\u001f";

    private static readonly Expression Empty = Literal.String("");

    /// <summary>Text in one case, without what the model leaves out.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Normalize(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out _) is not { } input)
        {
            return null;
        }

        object transformer = context.Step.Transformer;
        (string from, string to) = TextNormalization.Of(
            MlNetMembers.CaseMode.Of<TextNormalizingEstimator.CaseMode>(transformer),
            MlNetMembers.KeepDiacritics.Of<bool>(transformer),
            MlNetMembers.KeepPunctuations.Of<bool>(transformer),
            MlNetMembers.KeepNumbers.Of<bool>(transformer));
        var slots = ImmutableArray.CreateBuilder<Slot>(input.Slots.Length);
        foreach (Slot slot in input.Slots)
        {
            switch (slot)
            {
                case TextSlot text:
                    slots.Add(new TextSlot(Define(context, made, Translate(Build.Ref(text.Value), from, to))));
                    break;
                case WordsSlot words when to.Contains(words.Delimiter, StringComparison.Ordinal):
                    return context.Refuse(made, $"it makes words that hold their separator '{words.Delimiter}'");
                case WordsSlot words:
                    // Words that lost all their characters leave nothing but delimiters.
                    (string others, string become) = TextNormalization.Without(words.Delimiter, from, to);
                    string delimiter = words.Delimiter.ToString();
                    slots.Add(words with
                    {
                        Value = Define(context, made, Replace(Translate(Build.Ref(words.Value), others, become), $"{UnitPattern.Of(words.Delimiter)}+", delimiter + delimiter)),
                    });
                    break;
                default:
                    return context.Refuse(made, $"its input is of type {input.Schema.Type}");
            }
        }

        return new Column(made, slots.MoveToImmutable());
    }

    /// <summary>Text as words.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Words(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out int index) is not { } input)
        {
            return null;
        }

        if (!input.Slots.All(slot => slot is TextSlot))
        {
            return context.Refuse(made, $"its input is of type {input.Schema.Type}");
        }

        char[] separators = MlNetMembers.Separators.Of<char[]>(MlNetMembers.WordColumns.Of<object[]>(context.Step.Transformer)[index]);
        if (separators.Any(char.IsSurrogate))
        {
            return context.Refuse(made, "it separates at halves of characters");
        }

        // Blanks at the ends of words go, too: where they separate, all of them are one separator.
        char delimiter = separators.Contains(' ') ? ' ' : separators[0];
        string mark = UnitPattern.Of(delimiter);
        Expression joined = Build.Nary(
            NaryOperator.Concat,
            [.. input.Slots.Cast<TextSlot>().SelectMany(text => (Expression[])[Literal.String(delimiter.ToString()), Text(text)]), Literal.String(delimiter.ToString())]);
        string others = new([.. separators.Distinct().Where(separator => separator != delimiter)]);
        Expression alike = Translate(joined, others, new string(delimiter, others.Length));
        string pattern = delimiter == ' ' ? " +" : $" *{mark}[ {UnitPattern.Of(delimiter)}]*";
        Expression words = Replace(alike, pattern, new string(delimiter, 2));
        return new Column(made, [new WordsSlot(Define(context, made, words), delimiter)]);
    }

    /// <summary>Words without those of a list; upper and lower case are one.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? WithoutStopWords(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out int index) is not { } input)
        {
            return null;
        }

        if (input.Slots is not [WordsSlot words])
        {
            return context.Refuse(made, $"its input is of type {input.Schema.Type}");
        }

        string[] list;
        if (context.Step.Transformer is CustomStopWordsRemovingTransformer custom)
        {
            list = [.. MlNetMembers.StopWords.Of<IEnumerable>(custom).Cast<object>().Select(word => MlNetMembers.PooledText.Of<ReadOnlyMemory<char>>(word).ToString())];
        }
        else
        {
            object options = MlNetMembers.StopWordsColumns.Of<object[]>(context.Step.Transformer)[index];
            if (MlNetMembers.LanguageColumn.OrNull<string>(options) is { Length: > 0 })
            {
                return context.Refuse(made, "the language differs from row to row");
            }

            list = StopWords.Of(MlNetMembers.StopWordsLanguage.Of<Enum>(options).ToString());
        }

        // Words are compared in lower case: one of the list that is in upper case is never found.
        string[] possible =
            [.. list.Where(word => word.Length > 0 && !word.Contains(words.Delimiter, StringComparison.Ordinal) && !word.Any(unit => char.ToLowerInvariant(unit) != unit))];
        if (possible.Length == 0)
        {
            return new Column(made, [words]);
        }

        string mark = UnitPattern.Of(words.Delimiter);
        string pattern = $"{mark}(?:{StopWords.Pattern(possible)}){mark}";
        return PortablePattern.Problem(pattern) is { } problem
            ? context.Refuse(made, $"of {possible.Length} stop words no pattern can be made: {problem}")
            : new Column(made, [words with { Value = Define(context, made, Replace(Build.Ref(words.Value), pattern, "")) }]);
    }

    /// <summary>Text as characters, the ends marked where the model marks them.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Characters(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out _) is not { } input)
        {
            return null;
        }

        bool marks = MlNetMembers.UseMarkers.Of<bool>(context.Step.Transformer);
        bool marksEach = MlNetMembers.MarksEachText.Of<bool>(context.Step.Transformer);
        Expression? text = input.Slots switch
        {
            [TextSlot single] when !input.IsVector => MarkedWhereNotEmpty(single, marks),
            _ when input.Slots.All(slot => slot is TextSlot) && marksEach =>
                Joined([.. input.Slots.Cast<TextSlot>().Select(each => MarkedWhereNotEmpty(each, marks))]),
            _ when input.Slots.All(slot => slot is TextSlot) => Marked(Separated(context, made, input), marks),
            [WordsSlot words] when marksEach => Replace(
                Replace(Build.Ref(words.Value), $"^{UnitPattern.Of(words.Delimiter)}+|{UnitPattern.Of(words.Delimiter)}+$", ""),
                $"{UnitPattern.Of(words.Delimiter)}+",
                marks ? End + Start : "") is var inside ? MarkedWhereNotEmpty(new TextSlot(Define(context, made, inside)), marks) : null,
            [WordsSlot words] => Marked(Between(words), marks),
            _ => null,
        };
        return text is null
            ? context.Refuse(made, $"its input is of type {input.Schema.Type}")
            : new Column(made, [new TokensSlot(Define(context, made, text), new CharacterTokens())]);
    }

    /// <summary>A vector of counts divided by its norm; null where it is none.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    /// <param name="slots">The vector.</param>
    /// <param name="isL1">Whether magnitudes are added, else squares.</param>
    /// <param name="scale">What the norm becomes.</param>
    public static Column? NormOfCounts(StepContext context, DataViewSchema.Column made, NumberSlot[] slots, bool isL1, double scale)
    {
        if (slots.Length == 0
            || slots[0] is not CountSlot first
            || !slots.All(slot => slot is CountSlot { Factor: null } count && count.Text == first.Text && ReferenceEquals(count.Bag, first.Bag))
            || slots.Select(slot => ((CountSlot)slot).Slot).Distinct().Count() < slots.Length)
        {
            return null;
        }

        Origin origin = context.Origin(made.Name);
        PlanBuilder plan = context.Plan.Plan;
        ImmutableArray<NgramWeight> weights =
            [.. slots.Cast<CountSlot>().OrderBy(count => count.Slot).Select(count => new NgramWeight(count.Slot, isL1 ? Math.Abs(count.Weight) : count.Weight))];
        Expression sum = Build.ToFloat32(Build.Ref(plan.DefineKernel(
            [made.Name + "_norm"], new NgramSums(first.Text, first.Bag, [new NgramSum(weights, IsOfSquares: !isL1)]), origin)[0]));
        Expression divisor = plan.Define(made.Name + "_divisor", isL1 ? sum : Build.ToFloat32(Build.Unary(UnaryOperator.Sqrt, sum)), origin);
        PlanValue factor = VectorSteps.Factor(plan, made.Name, divisor, scale, origin);
        return new Column(made, [.. slots.Cast<CountSlot>().Select(count => count with { Factor = factor })]);
    }

    // A missing text is an empty one.
    private static Expression Text(TextSlot slot) => Build.Coalesce(Build.Ref(slot.Value), Empty);

    private static PlanValue Define(StepContext context, DataViewSchema.Column made, Expression value) =>
        context.Plan.Plan.DefineValue(made.Name, value, context.Origin(made.Name));

    private static Expression Translate(Expression text, string from, string to) =>
        from.Length == 0 ? text : Build.Call(ScalarFunction.Translate, text, Literal.String(from), Literal.String(to));

    private static Expression Replace(Expression text, string pattern, string replacement) => Build.Call(
        ScalarFunction.ReplaceAll, text, Literal.String(pattern), Literal.String(replacement.Replace("$", "$$", StringComparison.Ordinal)));

    private static Expression Joined(Expression[] texts) => Build.Nary(NaryOperator.Concat, texts);

    private static Expression Marked(Expression text, bool marks) => marks ? Joined([Literal.String(Start), text, Literal.String(End)]) : text;

    private static Expression MarkedWhereNotEmpty(TextSlot slot, bool marks) =>
        marks ? Build.If(Build.Equal(Text(slot), Empty), Empty, Marked(Text(slot), marks)) : Text(slot);

    // Texts that are not empty, a unit separator before each but the first of the vector; what normalization left empty is not there.
    private static Expression Separated(StepContext context, DataViewSchema.Column made, Column input)
    {
        bool isDense = Column.WidthOf(input.Schema.Type) > 0;
        Expression joined = Joined(
        [
            .. input.Slots.Cast<TextSlot>().Select((slot, i) => Build.If(
                Build.Equal(Text(slot), Empty), Empty, isDense && i == 0 ? Text(slot) : Joined([Literal.String(Unit), Text(slot)]))),
        ]);
        return isDense ? joined : Replace(Build.Ref(Define(context, made, joined)), $"^{Unit}", "");
    }

    private static Expression Between(WordsSlot words)
    {
        string mark = UnitPattern.Of(words.Delimiter);
        return Replace(Replace(Replace(Build.Ref(words.Value), $"^{mark}+", ""), $"{mark}+$", ""), $"{mark}+", Unit);
    }
}
