using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Turns nested elements into nested nodes from the leaves up, without recursion: nesting comes from the file.</summary>
internal static class ElementFolding
{
    /// <summary>Makes the node of an element out of the nodes of its operands.</summary>
    /// <param name="root">The outermost element.</param>
    /// <param name="isOperand">Whether a child becomes a node of the same kind.</param>
    /// <param name="make">Makes an element's node; the operands are in the order of the file.</param>
    /// <param name="context">The reading, which is told of elements nested past the limit; they are left out.</param>
    public static T Fold<T>(
        PmmlElement root, Func<PmmlElement, bool> isOperand, Func<PmmlElement, List<T>, T> make, ReadContext context)
    {
        var open = new Stack<(PmmlElement Element, PmmlElement? Next, List<T> Operands)>();
        open.Push((root, root.FirstChild, []));
        while (true)
        {
            (PmmlElement element, PmmlElement? next, List<T> operands) = open.Pop();
            while (next is not null && !isOperand(next))
            {
                next = next.NextSibling;
            }

            if (next is not null)
            {
                open.Push((element, next.NextSibling, operands));
                if (open.Count == PmmlLimits.OperandDepth)
                {
                    context.Report(
                        DiagnosticDescriptors.LimitExceeded, next.Location, $"{PmmlLimits.OperandDepth} elements such as {next.Name} inside one another");
                    continue;
                }

                open.Push((next, next.FirstChild, []));
                continue;
            }

            T node = make(element, operands);
            if (open.Count == 0)
            {
                return node;
            }

            open.Peek().Operands.Add(node);
        }
    }
}
