using System.Collections.Immutable;
using System.Globalization;
using Sprache;
using static MlOps.Codegen.Dsl.Syntax.FormulaGrammar;
using static MlOps.Codegen.Dsl.Syntax.Terminals;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>The grammar of statements about decisions: models, rules, tables, actions, reasons.</summary>
internal static class DecisionGrammar
{
    private static readonly string[] Links = ["identity", "log", "logit", "probit", "cloglog", "inverse", "sqrt"];

    private static readonly Parser<BindingSyntax> Binding =
        from place in Here
        from input in Name
        from colon in Symbol(":")
        from value in AnyFormula
        from baseline in After(Word("baseline"), Constant)
        select new BindingSyntax(input.Text, value, baseline, place);

    private static readonly Parser<ModelSyntax> File =
        from kind in WordOf("pmml", "mlnet", "registered")
        from place in Here
        from file in Text
        from version in After(Word("version"), Whole)
        from hash in After(Word("sha256"), Text)
        from bindings in Bindings()
        select (ModelSyntax)new FileModel(
            kind, file.Text, version is null ? null : int.Parse(version.Text, CultureInfo.InvariantCulture), hash?.Text, bindings, place);

    private static readonly Parser<TermSyntax> Term = input =>
        ((TokenInput)input).Token.IsName && ((TokenInput)input).Next.Is(":")
            ? (from name in Name
               from colon in Symbol(":")
               from value in AnyFormula
               from baseline in After(Word("baseline"), Constant)
               select new TermSyntax(name.Text, value, baseline))(input)
            : (from value in AnyFormula
               from baseline in After(Word("baseline"), Constant)
               select new TermSyntax(null, value, baseline))(input);

    private static readonly Parser<ModelSyntax> Linear =
        from place in Here
        from link in Link()
        from terms in Between("{", Listed(Term), "}")
        select (ModelSyntax)new LinearModel(link, terms, place);

    private static readonly Parser<CharacteristicSyntax> Characteristic =
        from place in Here
        from name in Name
        from baseline in After(Word("baseline"), Constant)
        from points in Between("{", Choice, "}")
        select new CharacteristicSyntax(name.Text, baseline, points, place);

    private static readonly Parser<ModelSyntax> Scorecard =
        from place in Here
        from word in Word("scorecard")
        from initial in Constant
        from open in Symbol("{")
        from characteristics in Repeated(at => at.Token.IsName, Characteristic, "a characteristic")
        from close in Symbol("}")
        select (ModelSyntax)new ScorecardModel(initial, characteristics, place);

    private static readonly Parser<ModelSyntax> Tree =
        from place in Here
        from word in Word("tree")
        from root in Between("{", (Parser<TreeSyntax>)Node, "}")
        select (ModelSyntax)new TreeModel(root, place);

    private static readonly Parser<ModelSyntax> Model = input => ((TokenInput)input).Token.Text switch
    {
        "pmml" or "mlnet" or "registered" => File(input),
        "linear" or "logistic" or "glm" => Linear(input),
        "scorecard" => Scorecard(input),
        "tree" => Tree(input),
        _ => Unexpected<ModelSyntax>(
            (TokenInput)input, "'pmml'", "'mlnet'", "'registered'", "'linear'", "'logistic'", "'glm'", "'scorecard'", "'tree'"),
    };

    private static readonly Parser<Statement> ModelStatement =
        from keyword in Word("model")
        from place in Here
        from name in Name
        from sign in Symbol("=")
        from model in Model
        from documentation in Documentation
        select (Statement)new ModelStatement(name.Text, model, documentation, place);

    private static readonly Parser<(string, Formula, SourceLocation)> Assignment =
        from place in Here
        from output in Name
        from sign in Symbol("=")
        from value in AnyFormula
        select (output.Text, value, place);

    private static readonly Parser<ReasonSyntax> RuleReason =
        from place in Here
        from word in Word("reason")
        from code in Text
        from text in Documentation
        select new ReasonSyntax("", code.Text, text, place);

    private static readonly Parser<Statement> Rule =
        from keyword in Word("rule")
        from place in Here
        from name in Name
        from when in Word("when")
        from condition in AnyFormula
        from then in Word("then")
        from assignments in Listed(Assignment)
        from reason in (Parser<ReasonSyntax?>)(input => ((TokenInput)input).Token.IsWord("reason") ? RuleReason(input) : Result.Success<ReasonSyntax?>(null, input))
        select (Statement)new RuleStatement(name.Text, condition, assignments, reason?.Code, reason?.Text, place);

    private static readonly Parser<TableCell> Cell = input =>
    {
        var at = (TokenInput)input;
        if (at.Token.IsWord("any"))
        {
            return Result.Success(new TableCell(null, null, null), at.Advance());
        }

        if (at.Token.Kind == TokenKind.Symbol && at.Token.Text is "<" or "<=" or ">" or ">=" or "!=")
        {
            return (from value in Constant select new TableCell(at.Token.Text, value, null))(at.Advance());
        }

        return (from value in Constant
                from end in After(Symbol(".."), Constant)
                select new TableCell(end is null ? "=" : "..", value, end))(at);
    };

    private static readonly Parser<TableRow> Row =
        from place in Here
        from cells in Listed(Cell)
        from arrow in Symbol("->")
        from value in RowFormula
        select new TableRow(cells, value, place);

    private static readonly Parser<Statement> TableBody =
        from open in Symbol("{")
        from rows in Repeated(BeginsRow, Row, "a row")
        from otherwise in After(Word("else"), AnyFormula)
        from close in Symbol("}")
        select (Statement)new TableStatement("", [], rows, otherwise, null, "", SourceLocation.None);

    private static readonly Parser<Statement> TableFile =
        from word in Word("from")
        from file in Text
        from otherwise in After(Word("else"), Constant)
        select (Statement)new TableStatement("", [], [], otherwise, file.Text, "", SourceLocation.None);

    private static readonly Parser<Statement> Table =
        from keyword in Word("table")
        from place in Here
        from name in Name
        from columns in Between("(", Listed(Name), ")")
        from documentation in Documentation
        from body in (Parser<Statement>)(input => ((TokenInput)input).Token.IsWord("from") ? TableFile(input) : TableBody(input))
        select (Statement)((TableStatement)body with
        {
            Name = name.Text, Columns = [.. columns.Select(column => column.Text)], Documentation = documentation, Location = place,
        });

    private static readonly Parser<(string Name, Formula Value)> Measure =
        from name in Name
        from sign in Symbol("=")
        from value in AnyFormula
        select (name.Text, value);

    private static readonly Parser<(string Way, string Objective)> Objective =
        from way in WordOf("maximise", "minimise")
        from objective in Name
        select (way, objective.Text);

    private static readonly Parser<Statement> Optimise =
        from keyword in Word("optimise")
        from place in Here
        from name in Name
        from over in Word("over")
        from variable in Name
        from word in Word("in")
        from actions in Between("(", Listed(Constant), ")")
        from open in Symbol("{")
        from measures in Repeated(at => at.Token.IsName && at.Next.Is("="), Measure, "a measure")
        from condition in After(Word("where"), AnyFormula)
        from objective in Objective
        from close in Symbol("}")
        select (Statement)new OptimiseStatement(
            name.Text, variable.Text, actions, measures, condition, objective.Objective, objective.Way == "minimise", place);

    private static readonly Parser<ReasonSyntax> Reason =
        from place in Here
        from name in Name
        from arrow in Symbol("->")
        from code in Text
        from text in Documentation
        select new ReasonSyntax(name.Text, code.Text, text, place);

    private static readonly Parser<Statement> Reasons =
        from keyword in Word("reasons")
        from top in Word("top")
        from count in Whole
        from way in WordOf("raising", "lowering")
        from place in Here
        from model in Name
        from output in After(Symbol("."), Name)
        from reasons in Between("{", Repeated(at => at.Token.IsName, Reason, "a reason"), "}")
        select (Statement)new ReasonsStatement(int.Parse(count.Text, CultureInfo.InvariantCulture), way == "lowering", model.Text, output?.Text, reasons, place);

    /// <summary>The grammar of each statement by its keyword.</summary>
    public static ImmutableArray<KeyValuePair<string, Parser<Statement>>> All { get; } =
    [
        new("model", ModelStatement), new("rule", Rule), new("table", Table), new("optimise", Optimise), new("reasons", Reasons),
    ];

    private static bool BeginsRow(TokenInput at) =>
        IsConstant(at) || at.Token.IsWord("any") || (at.Token.Kind == TokenKind.Symbol && at.Token.Text is "<" or "<=" or ">" or ">=" or "!=");

    private static Parser<ImmutableArray<BindingSyntax>> Bindings() => input =>
        ((TokenInput)input).Token.Is("(")
            ? Between("(", Listed(Binding), ")")(input)
            : Result.Success(ImmutableArray<BindingSyntax>.Empty, input);

    private static Parser<string> Link() => input => ((TokenInput)input).Token.Text switch
    {
        "glm" => WordOf(Links)(input.Advance()),
        "logistic" => Result.Success("logit", input.Advance()),
        _ => Result.Success("identity", input.Advance()),
    };

    // A tree is as deep as the stack allows only if it is bounded: as formulas are.
    private static IResult<TreeSyntax> Node(IInput input)
    {
        var at = (TokenInput)input;
        if (++at.State.Depth > MostTreeDepth)
        {
            at.State.TooDeep ??= at.Token;
            at.State.Depth--;
            return Fail<TreeSyntax>(at);
        }

        IResult<TreeSyntax> result = at.Token.IsWord("if") ? Split(at) : Leaf(at);
        at.State.Depth--;
        return result;
    }

    private const int MostTreeDepth = 40;

    private static IResult<TreeSyntax> Split(TokenInput at) =>
        (from word in Word("if")
         from condition in AnyFormula
         from then in Word("then")
         from whenTrue in (Parser<TreeSyntax>)Node
         from otherwise in Word("else")
         from whenFalse in (Parser<TreeSyntax>)Node
         select new TreeSyntax(condition, whenTrue, whenFalse, null, null, 1 + Math.Max(whenTrue.Depth, whenFalse.Depth)))(at);

    private static IResult<TreeSyntax> Leaf(TokenInput at) =>
        (from value in Constant
         from records in After(Word("records"), UnsignedNumber)
         select new TreeSyntax(
             null, null, null, value, records is null ? null : double.Parse(records.Text, CultureInfo.InvariantCulture), 1))(at);
}
